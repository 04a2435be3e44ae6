import { TAG } from '../../../contract';
import { isCluster } from '../../ledger/items';
import type { Observation } from '../look/observation';
import type { Diagnosis } from './diagnosis';

/** Clusters with the project's tags, of which the ledger has nothing. */
export function diagnoseUnknownClusters({ items, clusters }: Observation): Diagnosis[] {
  const known = new Set(items.filter(isCluster).map(({ name }) => name));
  return clusters
    .filter(({ name }) => !known.has(name))
    .map((cluster) => ({
      kind: 'leftover',
      what: `cluster ${cluster.name}`,
      problem: `carries the tag ${TAG.cluster} of cfn-express, but is in no ledger`,
      remedy: 'deletes it, unless something runs in it',
      attended: true,
      repair: { do: 'delete cluster', cluster },
    }));
}
