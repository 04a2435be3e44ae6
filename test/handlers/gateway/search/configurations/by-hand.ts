import { bandOf, priorityIn } from '../../../../../handlers/gateway/route/bands';
import { FAULTS } from '../../account/call';
import {
  changeHost,
  changeHostAndLeave,
  changeHostMayFailAndLeave,
  join,
  joinMayFailAndLeave,
  leave,
} from '../stack-operations';
import { type Configuration, drawn, faults, NO_FAULTS } from './configuration';

/** Priorities that the services would take. */
const PRIORITIES = [
  priorityIn(bandOf([], ['/a/*']), 1),
  priorityIn(bandOf([], ['/a/*']), 2),
  priorityIn(bandOf(['a.test'], []), 1),
];

/** Somebody makes or deletes things by hand. */
export const BY_HAND: readonly Configuration[] = [
  drawn(
    'somebody makes rules by hand, 2 faults',
    { before: ['A'], stacks: { A: changeHostAndLeave, B: joinMayFailAndLeave }, foreignRules: PRIORITIES },
    faults(2),
  ),
  drawn(
    'a rule is deleted by hand while a service changes its host, and the update may fail',
    { before: ['A'], stacks: { A: changeHost }, deletions: ['rule'], repairedAtTheEnd: true },
    NO_FAULTS,
  ),
  drawn(
    'a listener is deleted by hand while a service changes its host and leaves',
    { before: ['A', 'B'], stacks: { A: changeHostAndLeave }, deletions: ['listener'], repairedAtTheEnd: true },
    NO_FAULTS,
  ),
  drawn(
    'rules and a load balancer are deleted by hand while a check-up runs, 1 fault',
    {
      before: ['A', 'B'],
      stacks: { A: changeHost, B: changeHostAndLeave },
      deletions: ['rule', 'load balancer', 'rule'],
      doctors: ['full'],
      repairedAtTheEnd: true,
    },
    { faults: 1, kinds: FAULTS },
  ),
  drawn(
    'a rule is deleted by hand, the update that would make it again may fail, and the stack is deleted, 1 fault',
    { before: ['A', 'B'], stacks: { A: changeHostMayFailAndLeave }, deletions: ['rule'], repairedAtTheEnd: true },
    { faults: 1, kinds: FAULTS },
  ),
  drawn(
    'rules are deleted by hand amid deployments, and a stack is deleted, 1 fault',
    {
      before: ['A', 'B'],
      amidDeployments: true,
      stacks: { A: changeHostMayFailAndLeave },
      deletions: ['rule', 'listener'],
      doctors: ['full'],
      repairedAtTheEnd: true,
    },
    { faults: 1, kinds: FAULTS },
  ),
  drawn(
    'somebody puts another listener in the place of ours, and all services leave, 1 fault',
    {
      before: ['A', 'B'],
      stacks: { A: changeHostMayFailAndLeave, B: leave },
      listenerReplaced: true,
      sweptAtTheEnd: true,
    },
    faults(1),
  ),
  drawn(
    'somebody puts another listener in the place of ours, a check-up runs, and that listener goes again, 1 fault',
    {
      before: ['A'],
      stacks: { A: changeHostMayFailAndLeave, B: joinMayFailAndLeave, C: join },
      settings: { C: { pool: 'other' } },
      listenerReplaced: true,
      doctors: ['full'],
      repairedAtTheEnd: true,
    },
    faults(1),
  ),
];
