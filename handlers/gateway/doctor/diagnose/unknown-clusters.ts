import { TAG } from '../../../contract';
import { isCluster } from '../../ledger/items';
import type { Observation } from '../look/observation';
import type { Diagnosis } from './diagnosis';

/**
 * Clusters with the project's tag that are not in the ledger. None while a stack is busy, or CloudFormation does not say
 * what it has: the ledger may have lost that stack's services, too, and one of them may be in the cluster.
 */
export function diagnoseUnknownClusters({ items, clusters, stacks }: Observation): Diagnosis[] {
  if ([...stacks.values()].some(({ state }) => state !== 'resting' && state !== 'gone')) return [];
  const known = new Set(items.filter(isCluster).map(({ name }) => name));
  return clusters
    .filter(({ name }) => !known.has(name))
    .map((cluster) => ({
      kind: 'leftover',
      what: `cluster ${cluster.name}`,
      problem: `has the tag ${TAG.cluster} of cfn-express, but is not in the ledger`,
      remedy: 'deletes it, unless something runs in it',
      attended: true,
      repair: { do: 'delete cluster', cluster },
    }));
}
