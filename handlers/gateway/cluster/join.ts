import { TAG } from '../../contract';
import type { Job } from '../fence/job';
import { establishing, findCluster, foundingCluster, joiningCluster } from '../ledger/clusters';
import type { ClusterItem, Seat } from '../ledger/items';
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
 * Makes the member one of its cluster, and the cluster usable.
 * @throws UnusableClusterError
 */
export async function joinCluster(job: Job, member: string): Promise<void> {
  if (!seatOf(job.session.service, member).clusterState) {
    await takePart(job, member);
  }
  const seat = seatOf(job.session.service, member);
  const item = await findCluster(job.world.store, seat.cluster);
  if (!item || !(member in item.members)) {
    throw new MembershipLostError(`The ledger has no place for ${member} in cluster ${seat.cluster}`);
  }
  const ownership = item.ownership ?? (await establish(job, seat, item));
  await job.session.commit((service) => ({
    service: withSeat(service, member, { ...seatOf(service, member), clusterState: 'ready' }),
    writes: item.ownership ? [] : [establishing(seat.cluster, member, ownership)],
  }));
}

/** A cluster has a fixed name. So a member that finds it CLOSING first finishes the closing. */
async function takePart(job: Job, member: string): Promise<void> {
  const { world, session, pause } = job;
  const name = seatOf(session.service, member).cluster;
  for (;;) {
    const item = await findCluster(world.store, name);
    if (item?.state === 'CLOSING') {
      await closeCluster(job, item);
      continue;
    }
    const write = item
      ? joiningCluster(name, member, { ready: false })
      : foundingCluster(name, newToken(world), member);
    const joined = session.commit((service) => ({
      service: withSeat(service, member, { ...seatOf(service, member), clusterState: 'joined' }),
      writes: [write],
    }));
    if ((await orConditionFailed(joined)) !== 'condition failed') return;
    await pause(100 * world.random(), `a place in cluster ${name}`);
  }
}

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
