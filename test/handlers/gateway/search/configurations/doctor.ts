import {
  join,
  joinAndLeave,
  joinMayFailAndLeave,
  leave,
  leaveResourcesBehind,
  leaveTasksBehind,
  move,
  moveAndBack,
  moveAndGiveUpCleanUp,
} from '../stack-operations';
import { type Configuration, drawn, faults, large, NO_FAULTS, preempted } from './configuration';

/** Check-ups and sweeps run while services are at work, or after the ledger was lost. */
export const DOCTOR: readonly Configuration[] = [
  large(
    'a sweep runs while a service joins, and the stack of another has left its resources behind',
    { before: ['A'], stacks: { A: leaveResourcesBehind, B: joinAndLeave }, sweepers: 1, sweptAtTheEnd: true },
    preempted(2),
  ),
  drawn(
    'a check-up runs while the last service leaves and another joins',
    { before: ['A'], stacks: { A: leave, B: join }, doctors: ['full'], repairedAtTheEnd: true },
    NO_FAULTS,
  ),
  drawn(
    'a check-up runs while a move fails in a sibling',
    { before: ['A'], stacks: { A: move }, doctors: ['full'], repairedAtTheEnd: true },
    NO_FAULTS,
  ),
  drawn(
    'check-ups run while services move, join and leave resources behind, 2 faults',
    {
      before: ['A', 'B'],
      stacks: { A: moveAndBack, B: leaveResourcesBehind, C: joinMayFailAndLeave },
      doctors: ['full', 'unattended'],
      repairedAtTheEnd: true,
    },
    faults(2),
  ),
  drawn(
    'a check-up runs while CloudFormation gives clean-ups up, 3 faults',
    { before: ['A'], stacks: { A: moveAndGiveUpCleanUp, B: joinAndLeave }, doctors: ['full'], repairedAtTheEnd: true },
    faults(3),
  ),
  drawn(
    'the ledger is lost, a service joins, a stack has left its resources behind, and unattended check-ups run, 1 fault',
    {
      before: ['A', 'B'],
      ledgerLost: true,
      stacks: { B: leaveResourcesBehind, C: join },
      doctors: ['unattended', 'unattended'],
      repairedAtTheEnd: true,
    },
    faults(1),
  ),
  drawn(
    'the ledger is lost, a service joins, and a stack has left its tasks behind, 1 fault',
    {
      before: ['A', 'B'],
      ledgerLost: true,
      stacks: { B: leaveTasksBehind, C: joinMayFailAndLeave },
      doctors: ['full', 'unattended'],
      repairedAtTheEnd: true,
    },
    faults(1),
  ),
  drawn(
    'the ledger is lost, and a service joins while a check-up runs, 1 fault',
    {
      before: ['A', 'B'],
      ledgerLost: true,
      stacks: { C: joinMayFailAndLeave },
      doctors: ['full'],
      repairedAtTheEnd: true,
    },
    faults(1),
  ),
  drawn(
    'sweeps run while services move, join and leave resources behind, 2 faults',
    {
      before: ['A', 'B'],
      stacks: { A: moveAndBack, B: leaveResourcesBehind, C: joinMayFailAndLeave },
      sweepers: 2,
      sweptAtTheEnd: true,
    },
    faults(2),
  ),
];
