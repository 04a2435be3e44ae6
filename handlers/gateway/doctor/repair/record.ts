import type { Job } from '../../fence/job';
import { serviceOf, trafficId } from '../../identity';
import { findCluster } from '../../ledger/clusters';
import { gatewayOf, readmitting } from '../../ledger/gateways';
import { NOTHING, using } from '../../ledger/held-clusters';
import { type GatewayItem, isCluster, type Seat, type TaskNetwork } from '../../ledger/items';
import { slotIn, slotName } from '../../ledger/priorities';
import { withSeat } from '../../ledger/service';
import { leave } from '../../membership/leave';
import { serviceNameOf } from '../../names';
import { MembershipLostError } from '../../world/errors';
import type { ServiceNetwork, Survey } from '../../world/survey';
import type { LostMember, Repair } from '../diagnose/diagnosis';
import { claimingNow } from './claims';
import { holding } from './held-clusters';

/**
 * Records a member that the ledger has lost, from its rule, its ECS service and its stack. One transaction writes its seat,
 * its route, its claims, and its membership of gateway and cluster.
 * @throws MembershipLostError if its ECS service does not exist; ConditionFailedError if another member has some of it now
 */
export async function recordMember(
  job: Job,
  { gateway, lost }: Extract<Repair, { do: 'record member' }>,
  survey: Survey,
): Promise<void> {
  const seen = await survey.serviceNetwork(lost.serviceArn);
  if (!seen) {
    throw new MembershipLostError(
      `Its ECS service ${lost.serviceArn} does not exist; delete the stack and create it again`,
    );
  }
  // Other members may have been recorded since then, with priorities of their own.
  const now = (await gatewayOf(job.world.store, gateway)) ?? gateway;
  const seat = lostSeat(now, lost, await taskNetwork(job, gateway, seen));
  const { member, record } = lost;
  const { part, holds } = await inCluster(job, now, seat.cluster, lost);
  const claims = await claimingNow(
    job.world,
    record.spec.claims.map((claim) => ({ pool: seat.pool, claim })),
    serviceOf(member),
  );
  await job.session.commit((service) => ({
    service: {
      ...withSeat(service, member, seat),
      routes: { ...service.routes, [record.route]: { member, claims: record.spec.claims } },
      known: { gateway: member, route: record.route, ...(lost.proven && { traffic: trafficId(member) }) },
    },
    writes: [readmitting(seat, member, part), ...holds, ...claims],
    last: true,
  }));
  job.world.log({ event: 'member-recorded', member, token: gateway.token });
}

async function taskNetwork({ world }: Job, { pool }: GatewayItem, seen: ServiceNetwork): Promise<TaskNetwork> {
  const subnets = await world.network.subnets(seen.subnetIds);
  return {
    vpcId: pool.vpcId,
    subnetIds: [...seen.subnetIds].sort(),
    zones: [...new Set(subnets.map(({ zone }) => zone))].sort(),
    assignPublicIp: seen.assignPublicIp,
  };
}

function lostSeat(
  gateway: GatewayItem,
  { member, rule, record, serviceArn, proven }: LostMember,
  network: TaskNetwork,
): Seat {
  const { pool, number, token, facts } = gateway;
  const [, cluster = '', serviceName = ''] = serviceArn.split('/');
  const slot = slotFor(gateway, member);
  return {
    pool,
    number,
    token,
    wish: {
      gatewayName: pool.name,
      cluster,
      ...(serviceName !== serviceNameOf(member) && { serviceName }),
      // Nothing shows whether a DeletionPolicy keeps it. Until an Update says so, only a Delete may take it away.
      retained: true,
    },
    network,
    slot,
    held: rule.priority === undefined ? [] : [rule.priority],
    ...(facts && { facts }),
    cluster,
    clusterState: 'ready',
    ...(rule.priority !== undefined && { priority: rule.priority }),
    ruleArn: rule.arn,
    rule: record,
    ...(proven && { traffic: 'proven' }),
  };
}

/** The lowest slot that no other member has. */
function slotFor({ priorities }: GatewayItem, member: string): number {
  let slot = 1;
  while ((priorities[slotName(slot)] ?? member) !== member) {
    slot++;
  }
  return slot;
}

/** How the member uses its cluster through the gateway. In items of older versions the cluster may have it already. */
async function inCluster(job: Job, gateway: GatewayItem, name: string, { member, cluster }: LostMember) {
  const item = await findCluster(job.world.store, name);
  return item && member in item.members
    ? { part: NOTHING, holds: [] }
    : {
        part: using(gateway, name, member, { ready: false }),
        holds: holding(job.world, gateway.token, name, item, cluster),
      };
}

/** Gives up a seat of which only the gateway's item is left, just as its service would have given it up. */
export async function expel(job: Job, { gateway, member, rule }: Extract<Repair, { do: 'expel' }>): Promise<void> {
  const { pool, number, token, facts, priorities } = gateway;
  const held = Object.keys(priorities)
    .filter((priority) => priorities[priority] === member)
    .map(Number)
    .filter(Number.isInteger);
  const cluster = await clusterOf(job, gateway, member);
  const seat: Seat = {
    pool,
    number,
    token,
    wish: { gatewayName: pool.name, cluster: cluster ?? '' },
    network: { vpcId: pool.vpcId, subnetIds: [], zones: [], assignPublicIp: 'DISABLED' },
    slot: slotIn(priorities, member) ?? 0,
    held,
    ...(facts && { facts }),
    cluster: cluster ?? '',
    ...(cluster !== undefined && { clusterState: 'ready' }),
    ...(rule && { ruleArn: rule.arn }),
  };
  await job.session.commit((service) => ({ service: withSeat(service, member, seat) }));
  await leave(job, member);
}

/** The name of the cluster that the member uses. */
async function clusterOf({ world }: Job, { clusters = {} }: GatewayItem, member: string): Promise<string | undefined> {
  const held = Object.keys(clusters).find((name) => member in (clusters[name]?.members ?? {}));
  return held ?? (await world.store.scan()).filter(isCluster).find(({ members }) => member in members)?.name;
}
