import { NO_FAULTS } from '../configurations/configuration';
import type { Scene } from '../scene';
import {
  changeHost,
  changeHostMayFailAndLeave,
  failAndLeave,
  join,
  joinAndLeave,
  joinAndLeaveTwice,
  joinAtSecondAttempt,
  joinMayFailAndLeave,
  leave,
  move,
  moveAndLeave,
} from '../stack-operations';
import { PASSING_ON } from './passing-on';
import type { Sown } from './sown';
import {
  anyWithout,
  asTheyCome,
  blind,
  freesBlindly,
  isClaim,
  isGateway,
  lessOf,
  on,
  oneFence,
  overtakesUnseen,
  remakesUnseen,
  sets,
  size,
  unregistered,
  without,
} from './writes';

const lastAgainstJoin: Scene = { before: ['A'], stacks: { A: leave, B: joinAndLeave } };
const manyJoins: Scene = { maxMembers: 3, before: ['A'], stacks: { B: join, C: join, D: join } };
const twoJoins: Scene = { stacks: { A: join, B: join } };
const oneHost: Scene = {
  settings: { A: { hosts: ['a.test'] }, B: { hosts: ['a.test'] } },
  stacks: { A: join, B: join },
};
const inVain: Scene = { before: ['A'], stacks: { A: moveAndLeave, B: joinMayFailAndLeave } };

export const SOWN: readonly Sown[] = [
  {
    mistake: 'joins a gateway that is full',
    // Seats have different numbers up to the maximum, so either condition alone would do.
    sow: without((one) => size('<')(one) || on('priorities')(one)),
    scene: manyJoins,
    limits: NO_FAULTS,
    breaks: /I1/,
  },
  {
    mistake: 'lets others join a gateway whose load balancer could not be made',
    sow: lessOf(sets('unbuilt')),
    scene: { settings: { A: { unfit: true } }, stacks: { A: failAndLeave, B: joinAtSecondAttempt } },
    limits: NO_FAULTS,
    breaks: /fails because of the subnets of others/,
  },
  {
    mistake: 'does not check whether a rule was put before its own in the meantime',
    sow: anyWithout('early'),
    scene: {
      settings: { A: { hosts: ['*.test'], priority: 1 }, B: { hosts: ['b.test'] } },
      before: ['C'],
      maxMembers: 3,
      stacks: { A: join, B: join },
    },
    limits: NO_FAULTS,
    breaks: /I3: rule .* takes the requests/,
  },
  {
    mistake: 'joins a gateway that is closing',
    sow: without(on('state'), isGateway),
    scene: lastAgainstJoin,
    limits: NO_FAULTS,
    breaks: /I4/,
  },
  {
    mistake: 'closes a gateway that has other members',
    sow: without(size('=')),
    scene: lastAgainstJoin,
    limits: NO_FAULTS,
    breaks: /I4/,
  },
  {
    mistake: 'leaves as the last member without closing the gateway',
    sow: without(size('>')),
    scene: lastAgainstJoin,
    limits: NO_FAULTS,
    breaks: /I5/,
  },
  {
    mistake: 'takes the last member out in a write that does not close the gateway',
    sow: lessOf(sets('state')),
    scene: lastAgainstJoin,
    limits: NO_FAULTS,
    breaks: /I5/,
  },
  {
    mistake: 'takes the priority of another service',
    sow: anyWithout('priorities'),
    scene: manyJoins,
    limits: NO_FAULTS,
    breaks: /I2/,
  },
  {
    mistake: 'overwrites the item of a gateway with a new one',
    sow: blind(isGateway),
    scene: twoJoins,
    limits: NO_FAULTS,
    breaks: /I[45]/,
  },
  {
    mistake: 'claims a host and path that another service has',
    sow: blind(isClaim),
    scene: oneHost,
    limits: NO_FAULTS,
    breaks: /I3/,
  },
  {
    mistake: 'does not wait for runs of older requests',
    sow: unregistered,
    scene: { before: ['A'], stacks: { A: changeHost } },
    limits: NO_FAULTS,
    breaks: /I[2-5]/,
  },
  {
    mistake: 'overwrites what a newer request has written',
    sow: without(on('revision')),
    scene: inVain,
    limits: NO_FAULTS,
    breaks: /./,
  },
  {
    mistake: 'does not tell old requests from new ones',
    sow: anyWithout('sent'),
    scene: inVain,
    limits: NO_FAULTS,
    breaks: /I5/,
  },
  {
    mistake: 'creates again what was deleted in the same second',
    sow: asTheyCome,
    scene: { stacks: { A: joinMayFailAndLeave } },
    limits: NO_FAULTS,
    breaks: /I5/,
  },
  {
    mistake: 'carries out an update that was rolled back in the same second',
    sow: overtakesUnseen,
    scene: { before: ['A'], stacks: { A: changeHost } },
    limits: NO_FAULTS,
    breaks: /I[45]|traffic/,
  },
  {
    mistake: 'lets a request for the route supersede one for the gateway',
    sow: oneFence,
    scene: { before: ['A'], deletesAtOnce: true, stacks: { A: leave } },
    limits: NO_FAULTS,
    breaks: /nobody answered/,
  },
  {
    mistake: 'frees a claim that was taken since it was read',
    sow: freesBlindly,
    scene: { before: ['A'], stacks: { A: changeHost }, doctors: ['full'] },
    limits: NO_FAULTS,
    breaks: /I3/,
  },
  {
    mistake: 'gives up what a stack does not have while an operation on it is in progress',
    flaw: 'hasty',
    scene: { before: ['A'], stacks: { A: move }, doctors: ['full'] },
    limits: NO_FAULTS,
    breaks: /I4/,
  },
  {
    mistake: 'makes a rule again without a note in the ledger',
    sow: remakesUnseen,
    scene: { contract: 2, before: ['A', 'B'], stacks: { A: changeHostMayFailAndLeave }, deletions: ['rule'] },
    limits: { faults: 1, kinds: ['stale'] },
    breaks: /I[35]/,
  },
  {
    mistake: 'takes a foreign listener for its own',
    flaw: 'adopting',
    scene: { before: ['A', 'B'], stacks: { A: changeHostMayFailAndLeave }, listenerReplaced: true },
    limits: NO_FAULTS,
    breaks: /I7/,
  },
  {
    mistake: 'sees no tags',
    flaw: 'blind',
    scene: { before: ['A', 'B'], stacks: { A: changeHostMayFailAndLeave }, deletions: ['rule'] },
    limits: NO_FAULTS,
    breaks: /I[35]/,
  },
  {
    mistake: 'takes a load balancer that AWS could not set up for one that is ready',
    flaw: 'trusting',
    scene: { before: ['A'], oddities: ['setup fails'], stacks: { A: move } },
    limits: NO_FAULTS,
    breaks: /I4/,
  },
  {
    mistake: 'takes the canary for the live target group',
    flaw: 'mistaken',
    scene: { before: ['A'], amidDeployments: true, stacks: { A: changeHost }, deletions: ['rule'] },
    limits: NO_FAULTS,
    breaks: /Z8/,
  },
  {
    mistake: 'deletes the item of a gateway that is not closing',
    sow: without(
      (one) => on('token')(one) || on('state')(one),
      (write) => isGateway(write) && 'delete' in write,
    ),
    scene: { contract: 2, before: ['A'], stacks: { A: leave, B: joinAndLeaveTwice }, closers: 3 },
    limits: NO_FAULTS,
    breaks: /I[45]/,
  },
  ...PASSING_ON,
];
