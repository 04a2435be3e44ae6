import { TAG } from '../../contract';
import { isOver } from '../fence/fence';
import { patiently, type UnfencedJob } from '../fence/job';
import { findCluster, forgettingCluster, takingOver } from '../ledger/clusters';
import type { ClusterItem } from '../ledger/items';
import { orConditionFailed } from '../world/store';

/** How often to look whether another run has finished, in milliseconds. */
const LOOK_EVERY_MS = 2_000;

/**
 * How often, and with what pause in milliseconds, to try to delete a cluster that is not empty: two minutes in all. A
 * service is gone as soon as its tasks are stopping, and their stopTimeout is up to 120 s on Fargate.
 */
const ATTEMPTS = 25;
const PAUSE_MS = 5_000;

/**
 * Deletes a CLOSING cluster and its item. A cluster that is not ours or not empty is kept; only its item is deleted.
 * Only one run at a time does this: a new cluster has the same name, and a late delete would hit it.
 * @param attempts how often to try while the cluster is not empty
 * @throws NotYetError if the job is only one try
 */
export async function closeCluster(job: UnfencedJob, closing: ClusterItem, attempts = ATTEMPTS): Promise<void> {
  const { world, invocation } = job;
  const { store, clusters, clock, log } = world;
  const { name, token } = closing;
  for (;;) {
    const item = await findCluster(store, name);
    if (item?.token !== token) return;
    const other = item.closer?.invocation !== invocation.id ? item.closer : undefined;
    if (!other || isOver(other, clock())) {
      const takes = takingOver(item, { invocation: invocation.id, deadline: invocation.deadline });
      if ((await orConditionFailed(store.write(takes))) !== 'condition failed') break;
    }
    await patiently(job, LOOK_EVERY_MS, `another run to delete cluster ${name}`);
  }
  const found = await clusters.find(name);
  if (found && found.tags[TAG.cluster] === token && !(await emptied(job, name, attempts))) {
    log({ event: 'cluster-kept', cluster: name, reason: 'something that cfn-express did not make runs in it' });
  }
  await orConditionFailed(store.write(forgettingCluster(closing, invocation.id)));
  log({ event: 'cluster-closed', cluster: name });
}

/** Deletes the cluster when nothing is left in it. @returns false if something stays */
async function emptied(job: UnfencedJob, name: string, attempts: number): Promise<boolean> {
  for (let attempt = 1; (await job.world.clusters.delete(name)) === 'in use'; attempt++) {
    if (attempt >= attempts) return false;
    await patiently(job, PAUSE_MS, `the last tasks in cluster ${name} to stop`);
  }
  return true;
}
