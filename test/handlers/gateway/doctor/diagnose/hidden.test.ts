import type { Diagnosis } from '../../../../../handlers/gateway/doctor/diagnose/diagnosis';
import { isHidden } from '../../../../../handlers/gateway/doctor/diagnose/hidden';
import type { Observation } from '../../../../../handlers/gateway/doctor/look/observation';
import { stackId } from '../../account/at-once/cloud';

const SEEN: Observation = {
  loadBalancers: [],
  groups: [],
  clusters: [],
  items: [],
  stacks: new Map([[stackId('shop'), { state: 'resting', resources: [] }]]),
  unasked: [],
  targets: new Map(),
  misrouted: new Set(),
  unlooked: 0,
  unanswered: [],
  now: 0,
};
const diagnosis = (kind: Diagnosis['kind'], what: string): Diagnosis => ({ kind, what, problem: '', remedy: '' });

const BALANCER = 'load balancer express-1 (default #1)';
const NO_TIME = { unasked: [stackId('blog')] };
const DENIED = { stacks: new Map([[stackId('blog'), { state: 'unknown' as const, reason: 'AccessDenied' }]]) };

test.each<[string, Diagnosis, Partial<Observation>, Diagnosis[], boolean]>([
  ['everything was seen', diagnosis('missing', BALANCER), {}, [], false],
  ['there was no time for its stack', diagnosis('missing', 'Web of stack blog'), NO_TIME, [], true],
  ['its stack is denied', diagnosis('missing', 'Web of stack blog'), DENIED, [], true],
  ['there was no time for another stack', diagnosis('missing', 'Web of stack shop'), NO_TIME, [], false],
  ['another stack is denied', diagnosis('missing', 'Web of stack shop'), DENIED, [], false],
  ['a load balancer, and there was no time for a stack', diagnosis('missing', BALANCER), NO_TIME, [], true],
  ['a load balancer without members, whatever stacks do', diagnosis('unfinished', BALANCER), NO_TIME, [], false],
  [
    'the weights, and there was no time for all rules',
    diagnosis('misrouted', 'Web of stack shop'),
    { unlooked: 1 },
    [],
    true,
  ],
  ['the weights, and rules are denied', diagnosis('misrouted', 'Web of stack shop'), { unanswered: ['no'] }, [], true],
  [
    'not the weights, and rules are denied',
    diagnosis('missing', 'Web of stack shop'),
    { unanswered: ['no'] },
    [],
    false,
  ],
  ['it cannot be judged any more', diagnosis('leftover', BALANCER), {}, [diagnosis('unknown', BALANCER)], true],
  ['another one cannot be judged', diagnosis('leftover', BALANCER), {}, [diagnosis('unknown', 'cluster shop')], false],
])('Whether a later look could not see what a diagnosis is about: %s', (_, one, seen, later, expected) => {
  expect(isHidden(one, { ...SEEN, ...seen }, later)).toBe(expected);
});
