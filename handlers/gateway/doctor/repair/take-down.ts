import { TAG } from '../../../contract';
import { closeCluster } from '../../cluster/close';
import { findCluster, recordingCluster } from '../../ledger/clusters';
import { type GatewayItem, isGateway } from '../../ledger/items';
import { closeGateway } from '../../load-balancer/close';
import { gatewayResourceName, gatewayTags } from '../../names';
import { StillInUseError } from '../../world/errors';
import { ConditionFailedError } from '../../world/store';
import type { SeenCluster } from '../../world/survey';
import type { RepairJob } from './repair-job';

/**
 * Takes down a gateway that is in no ledger.
 * @throws ConditionFailedError if the ledger has the gateway by now; StillInUseError if something is left that uses it
 */
export async function takeDown(job: RepairJob, gateway: GatewayItem): Promise<void> {
  const items = await job.world.store.scan();
  if (items.filter(isGateway).some(({ token }) => token === gateway.token)) throw new ConditionFailedError(new Set());
  const { network } = job.world;
  const { token, pool } = gateway;
  const group = await network.findSecurityGroup(gatewayResourceName(token), pool.vpcId, gatewayTags(token));
  if (group && (await network.referencingGroups(group)) > 0) {
    throw new StillInUseError(
      `A rule of another security group refers to its security group ${group}: delete the service with that other group first`,
    );
  }
  if ((await closeGateway(job, gateway)) === 'kept') {
    throw new StillInUseError('Its load balancer is protected or in use: the log of the gateway function says by what');
  }
}

/**
 * Deletes a cluster that is in no ledger. It does so through an item that says CLOSING: whoever wants a cluster of this
 * name waits for it, so that no new one is hit.
 */
export async function deleteCluster(job: RepairJob, { name, tags }: SeenCluster): Promise<void> {
  const { store } = job.world;
  await store.write(
    recordingCluster({ name, token: tags[TAG.cluster] ?? '', state: 'CLOSING', members: {}, ownership: 'ours' }),
  );
  const closing = await findCluster(store, name);
  if (closing?.state === 'CLOSING') {
    // One try: every round of the check-up tries again, and what runs in the cluster may run for ever.
    await closeCluster(job, closing, 1);
  }
}
