import type { Scene } from '../scene';
import {
  changeHost,
  failAndLeave,
  join,
  joinAndLeave,
  joinAtSecondAttempt,
  joinMayFailAndLeave,
  leave,
  moveAndBack,
} from '../stack-operations';
import { type Configuration, drawn, faults, large, NO_FAULTS, preempted } from './configuration';

/** The rule of A would take the requests of B: whoever of the two comes second is refused. */
const EARLY: Scene['settings'] = { A: { hosts: ['*.test'], priority: 1 }, B: { hosts: ['b.test'] } };

/** Services join and leave load balancers at the same time. */
export const SHARED_LOAD_BALANCERS: readonly Configuration[] = [
  large(
    '2 services join, 1 seat is free',
    { contract: 2, before: ['A'], stacks: { B: join, C: join } },
    NO_FAULTS,
    100,
  ),
  large('2 services join', { stacks: { A: join, B: join } }, preempted(3)),
  large('3 services join load balancers of 2 seats', { stacks: { A: join, B: join, C: join } }, preempted(2)),
  large('2 services join, 1 leaves', { before: ['A'], stacks: { A: leave, B: join, C: join } }, preempted(2)),
  large('the last service leaves, another joins', { before: ['A'], stacks: { A: leave, B: joinAndLeave } }, NO_FAULTS),
  large(
    '2 services leave, 2 join, load balancers have 2 seats',
    { before: ['A', 'B'], stacks: { A: leave, B: leave, C: join, D: join } },
    preempted(1),
  ),
  large(
    'the last service of a pool leaves, the first of another pool joins, in one cluster',
    { before: ['A'], settings: { B: { pool: 'other' } }, stacks: { A: leave, B: joinAndLeave } },
    preempted(3),
  ),
  large(
    "a load balancer cannot be made in its founder's subnets, 1 other service joins",
    { settings: { A: { unfit: true } }, stacks: { A: failAndLeave, B: joinAtSecondAttempt } },
    preempted(3),
  ),
  large(
    "a load balancer cannot be made in its founder's subnets, 2 other services join",
    { settings: { A: { unfit: true } }, stacks: { A: failAndLeave, B: joinAtSecondAttempt, C: joinAtSecondAttempt } },
    preempted(2),
  ),
  large(
    "a fixed priority would come before another stack's host",
    { before: ['C'], maxMembers: 3, settings: EARLY, stacks: { A: joinMayFailAndLeave, B: joinMayFailAndLeave } },
    preempted(3),
  ),
  drawn(
    "a fixed priority would come before other stacks' hosts, 2 faults",
    {
      before: ['D'],
      maxMembers: 4,
      settings: EARLY,
      stacks: { A: joinMayFailAndLeave, B: joinMayFailAndLeave, C: join, D: changeHost },
    },
    faults(2),
  ),
  large(
    '2 services want the same host',
    { settings: { A: { hosts: ['a.test'] }, B: { hosts: ['a.test'] } }, stacks: { A: join, B: join } },
    preempted(2),
  ),
  drawn(
    'services join and leave full load balancers, 2 faults',
    { before: ['A', 'B'], stacks: { A: leave, B: leave, C: joinMayFailAndLeave, D: joinAndLeave } },
    faults(2),
  ),
  drawn(
    'services of 2 pools, 2 faults',
    {
      before: ['A'],
      settings: { B: { pool: 'other' } },
      stacks: { A: moveAndBack, B: joinMayFailAndLeave, C: joinAndLeave },
    },
    faults(2),
  ),
  drawn(
    "the cluster is somebody else's, 2 faults",
    {
      prepare: ({ clusters }) => clusters.set('default', { name: 'default', tags: {}, madeAt: 0 }),
      stacks: { A: joinMayFailAndLeave, B: joinAndLeave },
    },
    faults(2),
  ),
];
