/**
 * Names of configurations in which the gateway is known to be wrong. They run only
 * if somebody names them. Whoever mends the gateway takes their names out.
 */
export const WAITING: ReadonlySet<string> = new Set([
  // A sibling fails after the service has followed, and before the traffic does. Then its weights are on an empty group.
  'ROLLING becomes CANARY',
  'ROLLING becomes CANARY, 3 faults',
  'ROLLING of contract 2 becomes CANARY',
  'ROLLING of contract 2 becomes CANARY, 3 faults',
]);
