import { TAG } from '../../../contract';
import { isCluster } from '../../ledger/items';
import type { Observation } from '../look/observation';
import type { Diagnosis } from './diagnosis';

/** Clusters with the project's tag that are not in the ledger. */
export function diagnoseUnknownClusters({ items, clusters }: Observation): Diagnosis[] {
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
