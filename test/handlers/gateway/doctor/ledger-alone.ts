import type { Observation } from '../../../../handlers/gateway/doctor/look/observation';
import type { Item } from '../../../../handlers/gateway/world/store';

/** What a doctor would have seen who has looked at the ledger and at nothing else. @param now in milliseconds */
export const ledgerAlone = (items: readonly Item[], now: number): Observation => ({
  loadBalancers: [],
  groups: [],
  clusters: [],
  items,
  stacks: new Map(),
  unasked: [],
  targets: new Map(),
  now,
});
