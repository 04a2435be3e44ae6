import { BY_HAND } from './by-hand';
import { CHANGES } from './changes';
import type { Configuration } from './configuration';
import { DOCTOR } from './doctor';
import { FAILING_OPERATIONS } from './failing-operations';
import { PASSING } from './passing';
import { RETAINED } from './retained';
import { SHARED_LOAD_BALANCERS } from './shared-load-balancers';
import { WAITING } from './waiting';

/** Everything that can be searched. */
export const ALL_CONFIGURATIONS: readonly Configuration[] = [
  ...FAILING_OPERATIONS,
  ...SHARED_LOAD_BALANCERS,
  ...CHANGES,
  ...PASSING,
  ...RETAINED,
  ...DOCTOR,
  ...BY_HAND,
];

/** Everything that is searched if nobody names a configuration. */
export const CONFIGURATIONS = ALL_CONFIGURATIONS.filter(({ name }) => !WAITING.has(name));
