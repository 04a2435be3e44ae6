import { BY_HAND } from './by-hand';
import { CHANGES } from './changes';
import { CLUSTERS } from './clusters';
import type { Configuration } from './configuration';
import { DOCTOR } from './doctor';
import { FAILING_OPERATIONS } from './failing-operations';
import { RETAINED } from './retained';
import { SHARED_LOAD_BALANCERS } from './shared-load-balancers';

/** Everything that is searched. */
export const CONFIGURATIONS: readonly Configuration[] = [
  ...FAILING_OPERATIONS,
  ...SHARED_LOAD_BALANCERS,
  ...CLUSTERS,
  ...CHANGES,
  ...RETAINED,
  ...DOCTOR,
  ...BY_HAND,
];
