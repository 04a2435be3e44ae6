import { FAULTS } from '../../account/call';
import {
  changeHostAndLeave,
  joinMayFailAndLeave,
  leave,
  moveAndBack,
  moveAndGiveUpCleanUp,
  moveAndLeave,
} from '../stack-operations';
import { type Configuration, drawn, faults } from './configuration';

/** Services move to other gateways and change their hosts. */
export const CHANGES: readonly Configuration[] = [
  drawn(
    'a service moves and moves back, 2 faults',
    { before: ['A', 'B'], stacks: { A: moveAndBack, B: leave, C: joinMayFailAndLeave } },
    faults(2),
  ),
  drawn(
    'a service moves and moves back, CloudFormation gives its clean-ups up, 3 faults',
    { before: ['A'], stacks: { A: moveAndGiveUpCleanUp, B: joinMayFailAndLeave } },
    faults(3),
  ),
  drawn(
    'a service moves and moves back, all Deletes are sent at once, 2 faults',
    {
      contract: 2,
      before: ['A', 'B'],
      deletesAtOnce: true,
      stacks: { A: moveAndBack, B: leave, C: joinMayFailAndLeave },
    },
    faults(2),
  ),
  drawn(
    'a service moves and moves back, every request is sent in a second of its own, 2 faults',
    { before: ['A', 'B'], signed: 'apart', stacks: { A: moveAndBack, B: leave, C: joinMayFailAndLeave } },
    faults(2),
  ),
  drawn(
    'a service changes its host, 2 faults',
    { before: ['A', 'B'], stacks: { A: changeHostAndLeave, B: leave, C: joinMayFailAndLeave } },
    faults(2),
  ),
  drawn(
    'tags are behind while services join, change and leave, 2 faults',
    {
      before: ['A'],
      oddities: ['tags lag'],
      stacks: { A: changeHostAndLeave, B: joinMayFailAndLeave },
      deletions: ['rule'],
      repairedAtTheEnd: true,
    },
    { faults: 2, kinds: FAULTS },
  ),
  drawn(
    'AWS fails to set up the load balancer that a service moves to, 2 faults',
    { before: ['A'], oddities: ['setup fails'], stacks: { A: moveAndLeave, B: joinMayFailAndLeave } },
    faults(2),
  ),
];
