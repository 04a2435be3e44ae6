/**
 * Names of configurations in which the gateway is known to be wrong. They wait for the hand-over protocol, and run only
 * if somebody names them. Whoever mends the gateway takes their names out.
 */
export const WAITING: ReadonlySet<string> = new Set([
  // A roll back to contract 2 leaves the rule parked, or its weights on a group without targets.
  'a stack of contract 2 is updated',
  'a stack of contract 2 is updated, 3 faults',
  'a path is split out of a block of contract 2',
  'a path is split out of a block of contract 2, 3 faults',
  'a path that was split out by contract 2 is taken back',
  'a path that was split out by contract 2 is taken back, 3 faults',
  'a stack with a path that was split out by contract 2 is updated',
  'a stack with a path that was split out by contract 2 is updated, 3 faults',
  'two blocks of contract 2 swap their hosts',
  'two blocks of contract 2 swap their hosts, 3 faults',
  'ROLLING of contract 2 becomes CANARY',
  'ROLLING of contract 2 becomes CANARY, 3 faults',
  // A sibling fails after the service has followed, and before the traffic does.
  'ROLLING becomes CANARY',
  'ROLLING becomes CANARY, 3 faults',
  // The Delete of the traffic forgets a number that the seat holds.
  'somebody makes rules by hand, 2 faults',
  'a rule is deleted by hand, the update that would make it again may fail, and the stack is deleted, 1 fault',
  'rules are deleted by hand amid deployments, and a stack is deleted, 1 fault',
  // A listener that is deleted by hand is not made again for the traffic.
  'a listener is deleted by hand while a service changes its host and leaves',
]);
