import { closeCluster } from '../cluster/close';
import { type Closer, closeGateway, ifUnchanged } from '../gateway/close';
import { leave } from '../gateway/leave';
import { isRetainedIn } from '../gateway/retained';
import { serviceParts } from '../identity';
import { intervene } from '../intervene';
import { pauseUntil } from '../job';
import { abandoningCluster, findCluster } from '../ledger/clusters';
import { isForgettable, unchanged } from '../ledger/fence';
import { abandoning } from '../ledger/gateways';
import {
  type ClusterItem,
  type GatewayItem,
  holdsNothing,
  isCluster,
  isGateway,
  isService,
  type ServiceItem,
} from '../ledger/items';
import { serviceKey } from '../ledger/keys';
import { ConditionFailed } from '../ledger/store';
import type { Invocation } from '../protocol/resource';
import type { World } from '../world';

/** What the sweeper did and found, by service id, gateway token or cluster name. */
export interface SweepReport {
  /** Members of stacks that are gone, taken out. */
  dropped: string[];
  /** Gateways and clusters that were abandoned, taken down. */
  closed: string[];
  /** What stays, and why. */
  kept: Finding[];
  /** What could not be done or judged this time. */
  failed: Finding[];
}

export interface Finding {
  what: string;
  reason: string;
}

/**
 * Finishes what was abandoned: takes out members of stacks that are gone, closes gateways and clusters that nobody is
 * in, and forgets services that hold nothing. Safe at any time beside any request.
 * @param invocation `id` also names the sweeper where requests have their id
 */
export const sweep = async (world: World, invocation: Invocation): Promise<SweepReport> => {
  const report: SweepReport = { dropped: [], closed: [], kept: [], failed: [] };
  const closer: Closer = { world, invocation, pause: pauseUntil(world, invocation) };
  for (const service of (await world.store.scan()).filter(isService)) {
    await noting(report, service.service, () => sweepService(closer, service, report));
  }
  const items = await world.store.scan();
  for (const gateway of items.filter(isGateway)) {
    await noting(report, gateway.token, () => sweepGateway(closer, gateway, report));
  }
  for (const cluster of items.filter(isCluster)) {
    await noting(report, cluster.name, () => sweepCluster(closer, cluster, report));
  }
  world.log({ event: 'swept', ...report });
  return report;
};

const sweepService = async (closer: Closer, service: ServiceItem, report: SweepReport): Promise<void> => {
  const { world } = closer;
  if (isForgettable(service, world.clock())) {
    await ifUnchanged(world, { key: serviceKey(service.service), when: unchanged(service), delete: true });
    return;
  }
  if (holdsNothing(service) || !(await world.stacks.isGone(serviceParts(service.service).stackId))) {
    return;
  }
  const members = Object.keys(service.seats);
  const abandoned = members.filter((member) => !isRetainedIn(service, member));
  if (abandoned.length < members.length) {
    report.kept.push({
      what: service.service,
      reason: 'its stack is gone, but keeps it by DeletionPolicy or UpdateReplacePolicy',
    });
  }
  if (abandoned.length > 0) {
    await drop(closer, service, abandoned, report);
  }
};

const drop = async (
  closer: Closer,
  seen: ServiceItem,
  members: readonly string[],
  report: SweepReport,
): Promise<void> => {
  await intervene(closer, seen, async (job) => {
    for (const member of members) {
      await leave(job, member);
    }
  });
  report.dropped.push(seen.service);
};

const sweepGateway = async (closer: Closer, gateway: GatewayItem, report: SweepReport): Promise<void> => {
  if (Object.keys(gateway.members).length > 0) {
    return;
  }
  if (gateway.state === 'OPEN') {
    await closer.world.store.write(abandoning(gateway));
  }
  if ((await closeGateway(closer, gateway)) === 'closed') {
    report.closed.push(gateway.token);
  } else {
    report.kept.push({ what: gateway.token, reason: 'its load balancer carries what is not ours' });
  }
};

const sweepCluster = async (closer: Closer, cluster: ClusterItem, report: SweepReport): Promise<void> => {
  const { store } = closer.world;
  if (Object.keys(cluster.members).length > 0) {
    return;
  }
  if (cluster.state === 'OPEN') {
    await store.write(abandoningCluster(cluster));
  }
  const closing = await findCluster(store, cluster.name);
  if (closing?.token === cluster.token) {
    await closeCluster(closer, closing);
    report.closed.push(cluster.name);
  }
};

/** One thing that cannot be swept does not keep the rest from being swept. */
const noting = async (report: SweepReport, what: string, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    const reason =
      error instanceof ConditionFailed ? 'it has changed in the meantime' : error instanceof Error ? error.message : '';
    report.failed.push({ what, reason });
  }
};
