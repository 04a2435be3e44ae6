import type { Observation } from '../../../../handlers/gateway/doctor/look/observation';
import type { Item } from '../../../../handlers/gateway/world/store';

/** An observation of the ledger and of nothing else. @param now in milliseconds since the epoch */
export const ledgerAlone = (items: readonly Item[], now: number): Observation => ({
  loadBalancers: [],
  groups: [],
  clusters: [],
  items,
  stacks: new Map(),
  unasked: [],
  unlooked: 0,
  unanswered: [],
  targets: new Map(),
  misrouted: new Set(),
  now,
});
