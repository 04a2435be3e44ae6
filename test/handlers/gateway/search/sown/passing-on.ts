import { NO_FAULTS } from '../configurations/configuration';
import { changed, PRIORITY, RENAME, SPLIT, SWAP, TO_CANARY } from '../configurations/passing';
import type { Scene } from '../scene';
import { become, becomeEach, joinMayFailAndLeave } from '../stack-operations';
import type { Sown } from './sown';
import {
  failsErrands,
  keepsNothing,
  losesErrands,
  movesNoWeights,
  parksNothing,
  staysBehind,
  staysInFront,
  unitesNothing,
} from './twists';
import { blind, freesForAll, isClaim } from './writes';

const whileGreen: Scene = {
  templates: { A: { Web: {} } },
  before: ['A'],
  stacks: { A: becomeEach({ Web: { image: 2 } }, { Web: { image: 3, strategy: 'ROLLING' } }) },
};

/** Mistakes in passing on what blocks of a stack hold, and in beginning and ending their traffic. */
export const PASSING_ON: readonly Sown[] = [
  {
    mistake:
      'replaces the conditions of a rule at once, instead of uniting the old and the new ones until the clean-up',
    twist: unitesNothing,
    scene: changed(SWAP),
    limits: NO_FAULTS,
    breaks: /traffic: .*404/,
  },
  {
    mistake: 'frees the old number of a rule at the update, instead of at the clean-up',
    twist: keepsNothing,
    scene: {
      ...changed(PRIORITY),
      templates: { A: PRIORITY[0], B: { Web: { paths: ['/b/*'], priority: 100 } } },
      maxMembers: 3,
      stacks: { A: become(PRIORITY[1]), B: joinMayFailAndLeave },
    },
    limits: NO_FAULTS,
    breaks: /cannot be rolled back|I2/,
  },
  {
    mistake: 'frees the old hosts of a rule at the update, instead of at the clean-up',
    twist: keepsNothing,
    scene: changed(SWAP),
    limits: NO_FAULTS,
    breaks: /traffic: .*404/,
  },
  {
    mistake: 'puts a new rule in its place before its tasks are healthy',
    twist: parksNothing,
    scene: changed(SPLIT),
    limits: NO_FAULTS,
    breaks: /traffic: .*503/,
  },
  {
    mistake: 'leaves a rule in its place while its tasks go',
    twist: staysInFront,
    scene: changed(RENAME),
    limits: NO_FAULTS,
    breaks: /traffic: .*503/,
  },
  {
    mistake: 'leaves a rule parked when its tasks are healthy',
    twist: staysBehind,
    scene: changed(SPLIT),
    limits: NO_FAULTS,
    // It stands where the ledger does not have it.
    breaks: /I2/,
  },
  {
    mistake: 'frees a claim that a sibling holds as well',
    sow: freesForAll,
    scene: changed(RENAME),
    limits: NO_FAULTS,
    breaks: /I3/,
  },
  {
    mistake: 'takes a claim away from the sibling that passes it on',
    sow: blind(isClaim),
    scene: changed(RENAME),
    limits: NO_FAULTS,
    breaks: /I3/,
  },
  {
    mistake: 'moves weights while ECS deploys',
    flaw: 'rash',
    scene: whileGreen,
    limits: NO_FAULTS,
    breaks: /Z1/,
  },
  {
    mistake: 'does not wait for the end of a deployment before the strategy becomes ROLLING',
    flaw: 'rash',
    scene: changed(TO_CANARY),
    limits: NO_FAULTS,
    breaks: /cannot be rolled back.*Refused by ECS/,
  },
  {
    mistake: 'does not do the work that a request has left behind',
    twist: losesErrands,
    scene: changed(TO_CANARY),
    limits: NO_FAULTS,
    breaks: /traffic: .*(503|forwards to nobody)/,
  },
  {
    mistake: 'fails at all work that a request has left behind',
    twist: failsErrands,
    scene: changed(TO_CANARY),
    limits: NO_FAULTS,
    breaks: /Lambda: drops errand of .* without a fault/,
  },
  {
    mistake: 'leaves weights on a group without targets',
    twist: movesNoWeights,
    scene: whileGreen,
    limits: NO_FAULTS,
    breaks: /traffic: .*503/,
  },
];
