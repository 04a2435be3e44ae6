import { closeCluster } from '../../cluster/close';
import type { UnfencedJob } from '../../fence/job';
import { abandoningCluster, findCluster } from '../../ledger/clusters';
import { abandoning } from '../../ledger/gateways';
import type { ClusterItem, GatewayItem } from '../../ledger/items';
import { closeGateway } from '../../load-balancer/close';
import type { ClosingRepair } from '../diagnose/diagnosis';
import type { RepairResult } from './repair-job';

/**
 * Deletes a gateway or a cluster that has no members. After a NotYetError it may be called again with the repair that
 * `begun` returns.
 * @param lastTry whether there will be no other
 * @throws NotYetError, of a job for one try; ConditionFailedError if it has members by now; StillInUseError
 */
export const close = (job: UnfencedJob, wanted: ClosingRepair, lastTry: boolean): Promise<RepairResult> =>
  wanted.do === 'close gateway'
    ? closeEmptyGateway(job, wanted.gateway)
    : closeEmptyCluster(job, wanted.cluster, lastTry);

/** The same repair after its first try: the item says CLOSING by then, so that nobody can join any more. */
export const begun = (wanted: ClosingRepair): ClosingRepair =>
  wanted.do === 'close gateway'
    ? { ...wanted, gateway: { ...wanted.gateway, state: 'CLOSING' } }
    : { ...wanted, cluster: { ...wanted.cluster, state: 'CLOSING' } };

async function closeEmptyGateway(job: UnfencedJob, gateway: GatewayItem): Promise<RepairResult> {
  if (gateway.state === 'OPEN') await job.world.store.write(abandoning(gateway));
  return (await closeGateway(job, gateway)) === 'closed' ? 'done' : 'kept';
}

async function closeEmptyCluster(job: UnfencedJob, cluster: ClusterItem, lastTry: boolean): Promise<RepairResult> {
  const { store } = job.world;
  if (cluster.state === 'OPEN') await store.write(abandoningCluster(cluster));
  const closing = await findCluster(store, cluster.name);
  if (closing?.token !== cluster.token) return 'nothing';
  await closeCluster(job, closing, lastTry ? 1 : undefined);
  return 'done';
}
