import type { Change, Condition, ItemValue, Write } from '../../../../handlers/gateway/world/store';
import { NO_FAULTS } from './configurations';
import type { Limits } from './engine/simulation';
import {
  changeHost,
  changeHostInVainAndLeave,
  join,
  joinAndLeave,
  joinAndLeaveTwice,
  joinAtSecondAttempt,
  joinInVain,
  leave,
  move,
  moveAndLeave,
  stayAndLeave,
} from './lives';
import type { Flaw, Sow } from './mistakes';
import type { Scene } from './scene';

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

type Simple = Extract<Condition, { path: unknown }>;

/** Writes without the conditions that are not wanted. */
const without =
  (unwanted: (condition: Simple) => boolean, of: (write: Write) => boolean = () => true): Sow =>
  (write) =>
    of(write) ? { ...write, when: write.when.filter((one) => 'anyOf' in one || !unwanted(one)) } : write;

/** Writes without the conditions, alternatives too, that name an attribute. */
const anyWithout =
  (attribute: string): Sow =>
  (write) => ({ ...write, when: write.when.filter((one) => !JSON.stringify(one).includes(`"${attribute}"`)) });

const size =
  (sign: '<' | '=' | '>') =>
  (one: Simple): boolean =>
    'size' in one && one.size === sign;

const on =
  (name: string) =>
  ({ path }: Simple): boolean =>
    path[0] === name;

const isGateway = ({ key }: Write): boolean => key.SK.startsWith('GATEWAY#');
const isClaim = ({ key }: Write): boolean => key.SK.startsWith('CLAIM#');

/** Puts that ask nothing. */
const blind =
  (of: (write: Write) => boolean): Sow =>
  (write) =>
    of(write) && 'put' in write ? { ...write, when: [] } : write;

/** Updates that change less. */
const lessOf =
  (unwanted: (change: Change) => boolean): Sow =>
  (write) =>
    'update' in write ? { ...write, update: write.update.filter((change) => !unwanted(change)) } : write;

const sets =
  (name: string) =>
  (change: Change): boolean =>
    'set' in change && change.set[0] === name;

/** Nobody can see that a run is at work. */
const unregistered: Sow = (write) =>
  'put' in write && 'executing' in write.put
    ? { ...write, put: { ...write.put, executing: {} } }
    : lessOf(sets('executing'))(write);

/** Whoever frees a claim does not look whether its owner has changed. */
const freesBlindly: Sow = (write) => ('check' in write ? without(on('revision'))(write) : write);

/** Takes requests of one second in the order in which they come, instead of looking what they are. */
const asTheyCome: Sow = (write) => ({
  ...write,
  when: write.when.map((one) =>
    'anyOf' in one
      ? { anyOf: one.anyOf.map((other) => ('atMost' in other ? { ...other, atMost: other.atMost + 1 } : other)) }
      : one,
  ),
});

/** A request for the route supersedes one for the gateway. */
const oneFence: Sow = (write) =>
  'update' in write
    ? {
        ...write,
        update: write.update.flatMap((one) =>
          sets('routeFence')(one) ? [one, { ...one, set: ['gatewayFence'] as const }] : [one],
        ),
      }
    : write;

/** Does not note that an Update takes back what has not arrived. */
const overtakesUnseen: Sow = (write) =>
  'update' in write
    ? { ...write, update: write.update.map((one) => ('set' in one ? { ...one, to: withoutOvertook(one.to) } : one)) }
    : write;

function withoutOvertook(value: ItemValue): ItemValue {
  if (typeof value !== 'object' || Array.isArray(value) || !('overtook' in value)) return value;
  const { overtook: _, ...rest } = value;
  return rest;
}

/** Does not note that a rule is made in the place of one that is gone. */
const remakesUnseen: Sow = (write) =>
  'put' in write && 'seats' in write.put
    ? { ...write, put: { ...write.put, seats: unmarked(write.put.seats) } }
    : write;

const unmarked = (seats: ItemValue | undefined): ItemValue =>
  JSON.parse(JSON.stringify(seats ?? {}, (name, value) => (name === 'remaking' ? undefined : value)));

const lastAgainstJoin: Scene = { before: ['A'], lives: { A: leave, B: joinAndLeave } };
const manyJoins: Scene = { maxMembers: 3, before: ['A'], lives: { B: join, C: join, D: join } };
const twoJoins: Scene = { lives: { A: join, B: join } };
const oneHost: Scene = { wanted: { A: { host: 'a.test' }, B: { host: 'a.test' } }, lives: { A: join, B: join } };
const inVain: Scene = { before: ['A'], lives: { A: moveAndLeave, B: joinInVain } };

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
    scene: { wanted: { A: { unfit: true } }, lives: { A: stayAndLeave, B: joinAtSecondAttempt } },
    limits: NO_FAULTS,
    breaks: /fails for the subnets of others/,
  },
  {
    mistake: 'does not look who was put before it meanwhile',
    sow: anyWithout('early'),
    scene: {
      wanted: { A: { host: '*.test', priority: 1 }, B: { host: 'b.test' } },
      before: ['C'],
      maxMembers: 3,
      lives: { A: join, B: join },
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
    scene: { before: ['A'], lives: { A: changeHost } },
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
    scene: { lives: { A: joinInVain } },
    limits: NO_FAULTS,
    breaks: /I5/,
  },
  {
    mistake: 'does what was taken back in the same second',
    sow: overtakesUnseen,
    scene: { before: ['A'], lives: { A: changeHost } },
    limits: NO_FAULTS,
    breaks: /I[45]/,
  },
  {
    mistake: 'lets a request for the route supersede one for the gateway',
    sow: oneFence,
    scene: { before: ['A'], deletesAtOnce: true, lives: { A: leave } },
    limits: NO_FAULTS,
    breaks: /nobody answered/,
  },
  {
    mistake: 'frees a claim that was taken since it was looked at',
    sow: freesBlindly,
    scene: { before: ['A'], lives: { A: changeHost }, doctors: ['full'] },
    limits: NO_FAULTS,
    breaks: /I3/,
  },
  {
    mistake: 'gives up what a stack at work does not have',
    flaw: 'hasty',
    scene: { before: ['A'], lives: { A: move }, doctors: ['full'] },
    limits: NO_FAULTS,
    breaks: /I4/,
  },
  {
    mistake: 'makes a rule again and leaves no note of it',
    sow: remakesUnseen,
    scene: { before: ['A', 'B'], lives: { A: changeHostInVainAndLeave }, deletions: ['rule'] },
    limits: { faults: 1, kinds: ['stale'] },
    breaks: /I[35]/,
  },
  {
    mistake: 'takes a listener of somebody else for its own',
    flaw: 'adopting',
    scene: { before: ['A', 'B'], lives: { A: changeHostInVainAndLeave }, listenerTaken: true },
    limits: NO_FAULTS,
    breaks: /I7/,
  },
  {
    mistake: 'sees no tags',
    flaw: 'blind',
    scene: { before: ['A', 'B'], lives: { A: changeHostInVainAndLeave }, deletions: ['rule'] },
    limits: NO_FAULTS,
    breaks: /I[35]/,
  },
  {
    mistake: 'takes a load balancer for set up that is not',
    flaw: 'trusting',
    scene: { before: ['A'], oddities: ['setup fails'], lives: { A: move } },
    limits: NO_FAULTS,
    breaks: /I4/,
  },
  {
    mistake: 'takes the canary for what is live',
    flaw: 'mistaken',
    scene: { before: ['A'], divided: true, lives: { A: changeHost }, deletions: ['rule'] },
    limits: NO_FAULTS,
    breaks: /Z8/,
  },
  {
    mistake: 'forgets a gateway that is not closing',
    sow: without(
      (one) => on('token')(one) || on('state')(one),
      (write) => isGateway(write) && 'delete' in write,
    ),
    scene: { before: ['A'], lives: { A: leave, B: joinAndLeaveTwice }, closers: 3 },
    limits: NO_FAULTS,
    breaks: /I[45]/,
  },
];
