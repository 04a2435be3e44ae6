import { NO_FAULTS } from '../configurations/configuration';
import type { Limits } from '../engine/simulation';
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
import type { Flaw } from './flaws';
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
  type Sow,
  sets,
  size,
  unregistered,
  without,
} from './writes';

/** A mistake: writes of the ledger that have lost a part, or a look at AWS that is not close enough. The search must find it. */
export interface Sown {
  mistake: string;
  sow?: Sow;
  flaw?: Flaw;
  scene: Scene;
  limits: Limits;
  /** The invariant that it breaks. */
  breaks: RegExp;
}

const lastAgainstJoin: Scene = { before: ['A'], stacks: { A: leave, B: joinAndLeave } };
const manyJoins: Scene = { maxMembers: 3, before: ['A'], stacks: { B: join, C: join, D: join } };
const twoJoins: Scene = { stacks: { A: join, B: join } };
const oneHost: Scene = { settings: { A: { host: 'a.test' }, B: { host: 'a.test' } }, stacks: { A: join, B: join } };
const inVain: Scene = { before: ['A'], stacks: { A: moveAndLeave, B: joinMayFailAndLeave } };

export const SOWN: readonly Sown[] = [
  {
    mistake: 'joins where there is no room',
    // Seats have different numbers up to the most there may be: either condition alone would do.
    sow: without((one) => size('<')(one) || on('priorities')(one)),
    scene: manyJoins,
    limits: NO_FAULTS,
    breaks: /I1/,
  },
  {
    mistake: 'lets others into what could not be built',
    sow: lessOf(sets('unbuilt')),
    scene: { settings: { A: { unfit: true } }, stacks: { A: failAndLeave, B: joinAtSecondAttempt } },
    limits: NO_FAULTS,
    breaks: /fails for the subnets of others/,
  },
  {
    mistake: 'does not look who was put before it meanwhile',
    sow: anyWithout('early'),
    scene: {
      settings: { A: { host: '*.test', priority: 1 }, B: { host: 'b.test' } },
      before: ['C'],
      maxMembers: 3,
      stacks: { A: join, B: join },
    },
    limits: NO_FAULTS,
    breaks: /I3: rule .* takes the requests/,
  },
  {
    mistake: 'joins what is closing',
    sow: without(on('state'), isGateway),
    scene: lastAgainstJoin,
    limits: NO_FAULTS,
    breaks: /I4/,
  },
  {
    mistake: 'closes what others are in',
    sow: without(size('=')),
    scene: lastAgainstJoin,
    limits: NO_FAULTS,
    breaks: /I4/,
  },
  {
    mistake: 'leaves as the last and closes nothing',
    sow: without(size('>')),
    scene: lastAgainstJoin,
    limits: NO_FAULTS,
    breaks: /I5/,
  },
  {
    mistake: 'takes the last out in one write and closes in none',
    sow: lessOf(sets('state')),
    scene: lastAgainstJoin,
    limits: NO_FAULTS,
    breaks: /I5/,
  },
  {
    mistake: 'takes the priority of another',
    sow: anyWithout('priorities'),
    scene: manyJoins,
    limits: NO_FAULTS,
    breaks: /I2/,
  },
  {
    mistake: 'makes a gateway in the place of another',
    sow: blind(isGateway),
    scene: twoJoins,
    limits: NO_FAULTS,
    breaks: /I[45]/,
  },
  { mistake: 'claims what another has', sow: blind(isClaim), scene: oneHost, limits: NO_FAULTS, breaks: /I3/ },
  {
    mistake: 'waits for nobody',
    sow: unregistered,
    scene: { before: ['A'], stacks: { A: changeHost } },
    limits: NO_FAULTS,
    breaks: /I[2-5]/,
  },
  {
    mistake: 'writes what a newer request has changed',
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
    mistake: 'makes what was deleted in the same second',
    sow: asTheyCome,
    scene: { stacks: { A: joinMayFailAndLeave } },
    limits: NO_FAULTS,
    breaks: /I5/,
  },
  {
    mistake: 'does what was taken back in the same second',
    sow: overtakesUnseen,
    scene: { before: ['A'], stacks: { A: changeHost } },
    limits: NO_FAULTS,
    breaks: /I[45]/,
  },
  {
    mistake: 'lets a request for the route supersede one for the gateway',
    sow: oneFence,
    scene: { before: ['A'], deletesAtOnce: true, stacks: { A: leave } },
    limits: NO_FAULTS,
    breaks: /nobody answered/,
  },
  {
    mistake: 'frees a claim that was taken since it was looked at',
    sow: freesBlindly,
    scene: { before: ['A'], stacks: { A: changeHost }, doctors: ['full'] },
    limits: NO_FAULTS,
    breaks: /I3/,
  },
  {
    mistake: 'gives up what a stack at work does not have',
    flaw: 'hasty',
    scene: { before: ['A'], stacks: { A: move }, doctors: ['full'] },
    limits: NO_FAULTS,
    breaks: /I4/,
  },
  {
    mistake: 'makes a rule again and leaves no note of it',
    sow: remakesUnseen,
    scene: { before: ['A', 'B'], stacks: { A: changeHostMayFailAndLeave }, deletions: ['rule'] },
    limits: { faults: 1, kinds: ['stale'] },
    breaks: /I[35]/,
  },
  {
    mistake: 'takes a listener of somebody else for its own',
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
    mistake: 'takes a load balancer for set up that is not',
    flaw: 'trusting',
    scene: { before: ['A'], oddities: ['setup fails'], stacks: { A: move } },
    limits: NO_FAULTS,
    breaks: /I4/,
  },
  {
    mistake: 'takes the canary for what is live',
    flaw: 'mistaken',
    scene: { before: ['A'], amidDeployments: true, stacks: { A: changeHost }, deletions: ['rule'] },
    limits: NO_FAULTS,
    breaks: /Z8/,
  },
  {
    mistake: 'forgets a gateway that is not closing',
    sow: without(
      (one) => on('token')(one) || on('state')(one),
      (write) => isGateway(write) && 'delete' in write,
    ),
    scene: { before: ['A'], stacks: { A: leave, B: joinAndLeaveTwice }, closers: 3 },
    limits: NO_FAULTS,
    breaks: /I[45]/,
  },
];
