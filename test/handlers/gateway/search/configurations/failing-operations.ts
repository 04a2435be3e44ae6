import {
  changeHost,
  changeHostAndLeave,
  joinAndLeave,
  joinMayFailAndLeave,
  move,
  moveAndLeave,
} from '../stack-operations';
import { type Configuration, complete, faults, large, NO_FAULTS } from './configuration';

/**
 * A sibling fails in the middle of a stack operation, which CloudFormation rolls back. Most are of contract 2, because
 * with another resource there would be too many schedules to go through; `passing.ts` has the same with today's.
 */
export const FAILING_OPERATIONS: readonly Configuration[] = [
  large(
    'the creation of a service fails in a sibling',
    { contract: 2, stacks: { A: joinMayFailAndLeave } },
    NO_FAULTS,
    100,
  ),
  large(
    'the creation of a service fails in a sibling, response URLs do not tell the order of requests, and a sweep repairs what is left',
    {
      contract: 2,
      stacks: { A: joinMayFailAndLeave },
      signed: 'not',
      sweptAtTheEnd: true,
    },
    NO_FAULTS,
    100,
  ),
  large('a move fails in a sibling', { contract: 2, before: ['A'], stacks: { A: move } }, NO_FAULTS, 100),
  large(
    'a move fails in a sibling, and the stack is deleted',
    {
      contract: 2,
      before: ['A'],
      stacks: { A: moveAndLeave },
    },
    NO_FAULTS,
    100,
  ),
  complete('a change of host fails in a sibling', { contract: 2, before: ['A'], stacks: { A: changeHost } }),
  complete(
    'a change of host fails in a sibling, every request is sent in a second of its own, and the stack is deleted',
    {
      contract: 2,
      before: ['A'],
      signed: 'apart',
      stacks: { A: changeHostAndLeave },
    },
  ),
  large(
    'the creation of a service fails in a sibling, and its Deletes are sent at once',
    {
      contract: 2,
      deletesAtOnce: true,
      stacks: { A: joinMayFailAndLeave },
    },
    NO_FAULTS,
    100,
  ),
  large(
    'a move fails in a sibling, and all Deletes are sent at once',
    {
      contract: 2,
      before: ['A'],
      deletesAtOnce: true,
      stacks: { A: moveAndLeave },
    },
    NO_FAULTS,
    100,
  ),
  large('1 service, 1 fault', { stacks: { A: joinAndLeave } }, faults(1)),
  complete(
    '1 service, a call made twice and a listing that is behind',
    { before: ['B'], stacks: { A: joinAndLeave } },
    { faults: 2, kinds: ['again', 'stale'] },
  ),
];
