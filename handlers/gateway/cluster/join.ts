import { TAG } from '../../contract';
import type { Job } from '../fence/job';
import { establishing, findCluster, foundingCluster, joiningCluster } from '../ledger/clusters';
import { changingClusters, gatewayOf } from '../ledger/gateways';
import { heldIn, readying, using } from '../ledger/held-clusters';
import type { ClusterItem, GatewayItem, Seat, ServiceItem } from '../ledger/items';
import { seatOf, withSeat } from '../ledger/service';
import { isExistingCluster } from '../ledger/wishes';
import { clusterTags, newToken } from '../names';
import { MembershipLostError, UnusableClusterError } from '../world/errors';
import { orConditionFailed } from '../world/store';
import { closeCluster } from './close';

/** Without this capacity provider a cluster runs no Fargate tasks. */
const FARGATE = 'FARGATE';

/**
 * In a new account, ECS refuses clusters until it has its service-linked role. So creation is tried this often, with
 * this pause in milliseconds: a minute in all.
 */
const ATTEMPTS = 12;
const PAUSE_MS = 5_000;

/**
 * Makes the member use its cluster through its gateway, and the cluster usable.
 * @throws UnusableClusterError; MembershipLostError if the member is in no open gateway
 */
export async function joinCluster(job: Job, member: string): Promise<void> {
  if (!seatOf(job.session.service, member).clusterState) {
    await takePart(job, member);
  }
  const seat = seatOf(job.session.service, member);
  if (seat.clusterState === 'ready') return;
  const { gateway, cluster } = await read(job, seat);
  const holder = cluster && holderFor(gateway, cluster, member);
  if (!cluster || holder === undefined) {
    throw new MembershipLostError(`The ledger has no place for ${member} in cluster ${seat.cluster}`);
  }
  const ownership = cluster.ownership ?? (await establish(job, seat, cluster));
  const unready = gateway && holder === gateway.token && !heldIn(gateway, seat.cluster)?.ready;
  await job.session.commit((service) => ({
    service: inState(service, member, 'ready'),
    writes: [
      ...(cluster.ownership ? [] : [establishing(seat.cluster, holder, ownership)]),
      ...(unready ? [changingClusters(seat, member, readying(seat.cluster, member))] : []),
    ],
  }));
}

/** What the cluster's item has for the member: its gateway's token, or the member's own id in items of older versions. */
const holderFor = (gateway: GatewayItem | undefined, { name, members }: ClusterItem, member: string) =>
  [...(gateway && heldIn(gateway, name)?.members[member] ? [gateway.token] : []), member].find((one) => one in members);

/**
 * One transaction: the member uses the cluster, and the gateway holds it. A cluster has a fixed name, so a member that finds
 * it CLOSING first finishes the closing.
 */
async function takePart(job: Job, member: string): Promise<void> {
  const { world, session, pause } = job;
  const seat = seatOf(session.service, member);
  const name = seat.cluster;
  for (;;) {
    const { gateway, cluster } = await read(job, seat);
    if (gateway?.state !== 'OPEN' || !(member in gateway.members)) {
      throw new MembershipLostError(`The ledger has no open gateway for ${member}`);
    }
    if (cluster?.state === 'CLOSING') {
      await closeCluster(job, cluster);
      continue;
    }
    const held = heldIn(gateway, name);
    const isHeld = held !== undefined && cluster !== undefined && gateway.token in cluster.members;
    const ready = isHeld ? held.ready === true : !held && cluster?.ownership !== undefined;
    const holds = cluster
      ? joiningCluster(name, gateway.token, { ready })
      : foundingCluster(name, newToken(world), gateway.token);
    const joined = session.commit((service) => ({
      service: inState(service, member, ready ? 'ready' : 'joined'),
      writes: [changingClusters(seat, member, using(gateway, name, member, { ready })), ...(isHeld ? [] : [holds])],
    }));
    if ((await orConditionFailed(joined)) !== 'condition failed') return;
    await pause(100 * world.random(), `a place in cluster ${name}`);
  }
}

async function read({ world: { store } }: Job, seat: Seat) {
  const [gateway, cluster] = await Promise.all([gatewayOf(store, seat), findCluster(store, seat.cluster)]);
  return { gateway, cluster };
}

const inState = (service: ServiceItem, member: string, clusterState: 'joined' | 'ready'): ServiceItem =>
  withSeat(service, member, { ...seatOf(service, member), clusterState });

/** Finds or makes the cluster, and waits until services can be made in it. @returns whose it is */
async function establish({ world, pause }: Job, seat: Seat, item: ClusterItem): Promise<'ours' | 'foreign'> {
  const { clusters, log } = world;
  let lacks = 'ECS does not show it';
  let made = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = await clusters.find(item.name);
    if (found?.changing) {
      lacks = 'ECS is still attaching or detaching its capacity providers';
      await pause(PAUSE_MS, `cluster ${item.name} to be ACTIVE`);
      continue;
    }
    if (found) {
      if (!found.capacityProviders.includes(FARGATE)) {
        throw new UnusableClusterError(
          `Cluster ${item.name} has no capacity provider ${FARGATE}: add ${FARGATE} and FARGATE_SPOT to it, or name ` +
            'another cluster',
        );
      }
      return found.tags[TAG.cluster] === item.token ? 'ours' : 'foreign';
    }
    if (isExistingCluster(seat)) {
      throw new UnusableClusterError(`Cluster ${seat.wish.cluster} does not exist: give a name to have one made`);
    }
    if (made) {
      await pause(PAUSE_MS, `ECS to show cluster ${item.name}`);
    }
    if ((await clusters.create(item.name, clusterTags(item.token))) === 'not yet') {
      lacks = 'ECS has no service-linked role yet (AWSServiceRoleForECS)';
      await pause(PAUSE_MS, 'the service-linked role of ECS');
    } else {
      made = true;
      log({ event: 'cluster-made', cluster: item.name, token: item.token });
    }
  }
  throw new UnusableClusterError(`Cluster ${item.name} cannot be used: ${lacks}; try again`);
}
