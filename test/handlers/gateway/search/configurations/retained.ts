import {
  comeBackBeside,
  comeBackElsewhere,
  comeBackToKeptClaim,
  comeBackTwiceAndMove,
  leave,
  moveAndBack,
  moveAndKeep,
  moveMayFailAndKeep,
} from '../stack-operations';
import { type Configuration, complete, drawn, faults, large, NO_FAULTS, preempted } from './configuration';

/** CloudFormation keeps resources by a DeletionPolicy or an UpdateReplacePolicy. */
export const RETAINED: readonly Configuration[] = [
  large(
    'a retained block comes back in another gateway',
    { stacks: { A: comeBackElsewhere }, sweptAtTheEnd: true },
    preempted(2),
  ),
  complete('a retained block comes back in the same gateway with another host', { stacks: { A: comeBackBeside } }),
  complete('a retained block comes back in the same gateway with the path that is still kept for it', {
    stacks: { A: comeBackToKeptClaim },
  }),
  complete('a retained block comes back in the same gateway with another host, and its Deletes are sent at once', {
    contract: 2,
    deletesAtOnce: true,
    stacks: { A: comeBackBeside },
  }),
  large(
    'a move retains what it replaces, and may be rolled back',
    { stacks: { A: moveMayFailAndKeep }, sweptAtTheEnd: true },
    NO_FAULTS,
    50,
  ),
  large(
    'a move retains what it replaces, and the way back may be rolled back',
    { stacks: { A: moveAndKeep }, sweptAtTheEnd: true },
    NO_FAULTS,
    50,
  ),
  drawn(
    'retained blocks come back beside other services, 2 faults',
    { before: ['C'], stacks: { A: comeBackBeside, B: comeBackElsewhere, C: leave } },
    faults(2),
  ),
  drawn(
    'a retained block comes back, moves, and is retained again, 2 faults',
    { before: ['B'], stacks: { A: comeBackTwiceAndMove, B: leave } },
    faults(2),
  ),
  drawn(
    'moves retain what they replace while check-ups run, 2 faults',
    {
      before: ['B'],
      stacks: { A: moveAndKeep, B: moveAndBack, C: moveMayFailAndKeep },
      doctors: ['full', 'unattended'],
      repairedAtTheEnd: true,
    },
    faults(2),
  ),
];
