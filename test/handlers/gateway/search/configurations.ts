import { bandOf, priorityIn } from '../../../../handlers/gateway/route/priority';
import { FAULTS } from '../account/call';
import type { Search } from './engine/explore';
import type { Limits } from './engine/simulation';
import {
  changeHost,
  changeHostAndLeave,
  changeHostInVainAndLeave,
  comeBackBeside,
  comeBackElsewhere,
  comeBackInVain,
  comeBackTwiceAndMove,
  join,
  joinAndLeave,
  joinAtSecondAttempt,
  joinInVain,
  keep,
  leave,
  move,
  moveAndBack,
  moveAndDespair,
  moveAndKeep,
  moveAndKeepInVain,
  moveAndLeave,
  stayAndLeave,
  vanish,
} from './lives';
import type { Scene } from './scene';

/** One thing to look into: shortly in every test run, thoroughly on demand. */
export interface Configuration {
  name: string;
  scene: Scene;
  limits: Limits;
  short: Search;
  long: Search;
}

export const NO_FAULTS: Limits = { faults: 0, kinds: [] };

export const faults = (most: number): Limits => ({ faults: most, kinds: [...FAULTS, 'delay', 'duplicate'] });

const preempted = (preemptions: number): Limits => ({ ...NO_FAULTS, preemptions });

/** More than there are: it ends by itself. */
const ALL: Search = { every: 2_000_000 };

/** Priorities that the services would take. */
const BY_HAND = [
  priorityIn(bandOf([], ['/a/*']), 1),
  priorityIn(bandOf([], ['/a/*']), 2),
  priorityIn(bandOf(['a.test'], []), 1),
];

/** Of the two, whoever comes second is refused. */
const EARLY: Scene['wanted'] = { A: { host: '*.test', priority: 1 }, B: { host: 'b.test' } };

const random = (schedules: number): Search => ({ random: schedules, seed: 20_261_123 });

/** Small enough to go through every schedule, always. */
const complete = (name: string, scene: Scene, limits = NO_FAULTS): Configuration => ({
  name,
  scene,
  limits,
  short: ALL,
  long: ALL,
});

/** Every schedule takes too long for a test run, which draws some of them. */
const large = (name: string, scene: Scene, limits: Limits, short = 150): Configuration => ({
  name,
  scene,
  limits,
  short: random(short),
  long: ALL,
});

/** More schedules than anybody can go through. */
const drawn = (name: string, scene: Scene, limits: Limits, short = 100): Configuration => ({
  name,
  scene,
  limits,
  short: random(short),
  long: random(20_000),
});

export const CONFIGURATIONS: readonly Configuration[] = [
  complete('a sibling fails while a service is made', { lives: { A: joinInVain } }),
  complete('the same, and nothing tells the order of requests: the sweeper puts it right', {
    lives: { A: joinInVain },
    signed: 'not',
    sweptAtTheEnd: true,
  }),
  complete('a sibling fails while a service moves', { before: ['A'], lives: { A: move } }),
  complete('the same, and the stack goes', { before: ['A'], lives: { A: moveAndLeave } }),
  complete('a sibling fails while a service changes its host', { before: ['A'], lives: { A: changeHost } }),
  complete('the same, every request in a second of its own', {
    before: ['A'],
    signed: 'apart',
    lives: { A: changeHostAndLeave },
  }),
  complete('a sibling fails while a service is made, and all is deleted at once', {
    deletesAtOnce: true,
    lives: { A: joinInVain },
  }),
  complete('a service moves, and what it was is deleted at once', {
    before: ['A'],
    deletesAtOnce: true,
    lives: { A: moveAndLeave },
  }),
  complete('2 joins, 1 seat', { before: ['A'], lives: { B: join, C: join } }),
  large(
    'what is retained stays, and a block that comes back in another gateway goes',
    { lives: { A: comeBackElsewhere }, sweptAtTheEnd: true },
    preempted(2),
  ),
  complete('the same, in the same gateway with another host', { lives: { A: comeBackBeside } }),
  complete('the same, with the same path', { lives: { A: comeBackInVain } }),
  complete('the same, all deleted at once', { deletesAtOnce: true, lives: { A: comeBackBeside } }),
  large(
    'what a move is to leave behind is retained, and the move may be taken back',
    { lives: { A: moveAndKeepInVain }, sweptAtTheEnd: true },
    NO_FAULTS,
    50,
  ),
  large(
    'what a move has left behind is retained, and the way back may be taken back',
    { lives: { A: moveAndKeep }, sweptAtTheEnd: true },
    NO_FAULTS,
    50,
  ),
  large('one service, one fault', { lives: { A: joinAndLeave } }, faults(1)),
  complete(
    'one service, a call made twice and a listing that is behind',
    { before: ['B'], lives: { A: joinAndLeave } },
    { faults: 2, kinds: ['again', 'stale'] },
  ),
  large('2 joins', { lives: { A: join, B: join } }, preempted(3)),
  large('3 joins, 2 seats', { lives: { A: join, B: join, C: join } }, preempted(2)),
  large('2 joins, 1 leave', { before: ['A'], lives: { A: leave, B: join, C: join } }, preempted(2)),
  large('the last leaves, another joins', { before: ['A'], lives: { A: leave, B: joinAndLeave } }, NO_FAULTS),
  large(
    '2 leaves, 2 joins, 2 seats',
    { before: ['A', 'B'], lives: { A: leave, B: leave, C: join, D: join } },
    preempted(1),
  ),
  large(
    'the last of a pool leaves, the first of another joins, in one cluster',
    { before: ['A'], wanted: { B: { pool: 'other' } }, lives: { A: leave, B: joinAndLeave } },
    preempted(3),
  ),
  large(
    'a load balancer cannot be made in the subnets of its founder, another service joins',
    { wanted: { A: { unfit: true } }, lives: { A: stayAndLeave, B: joinAtSecondAttempt } },
    preempted(3),
  ),
  large(
    'a load balancer cannot be made in the subnets of its founder, 2 others join',
    { wanted: { A: { unfit: true } }, lives: { A: stayAndLeave, B: joinAtSecondAttempt, C: joinAtSecondAttempt } },
    preempted(2),
  ),
  large(
    'a service fixes a priority before the hosts of another',
    { before: ['C'], maxMembers: 3, wanted: EARLY, lives: { A: joinInVain, B: joinInVain } },
    preempted(3),
  ),
  drawn(
    'a service fixes a priority before the hosts of others, 2 faults',
    { before: ['D'], maxMembers: 4, wanted: EARLY, lives: { A: joinInVain, B: joinInVain, C: join, D: changeHost } },
    faults(2),
  ),
  large(
    '2 services want one host',
    { wanted: { A: { host: 'a.test' }, B: { host: 'a.test' } }, lives: { A: join, B: join } },
    preempted(2),
  ),
  large(
    'a sweeper, one who joins, and one whose stack has vanished',
    { before: ['A'], lives: { A: vanish, B: joinAndLeave }, sweepers: 1, sweptAtTheEnd: true },
    preempted(2),
  ),
  drawn(
    'joins and leaves at the cap, 2 faults',
    { before: ['A', 'B'], lives: { A: leave, B: leave, C: joinInVain, D: joinAndLeave } },
    faults(2),
  ),
  drawn(
    'a move and back, 2 faults',
    { before: ['A', 'B'], lives: { A: moveAndBack, B: leave, C: joinInVain } },
    faults(2),
  ),
  drawn(
    'a move and back, clean-ups given up, 3 faults',
    { before: ['A'], lives: { A: moveAndDespair, B: joinInVain } },
    faults(3),
  ),
  drawn(
    'a move and back, all deleted at once, 2 faults',
    { before: ['A', 'B'], deletesAtOnce: true, lives: { A: moveAndBack, B: leave, C: joinInVain } },
    faults(2),
  ),
  drawn(
    'a move and back, every request in a second of its own, 2 faults',
    { before: ['A', 'B'], signed: 'apart', lives: { A: moveAndBack, B: leave, C: joinInVain } },
    faults(2),
  ),
  drawn(
    'host changes, 2 faults',
    { before: ['A', 'B'], lives: { A: changeHostAndLeave, B: leave, C: joinInVain } },
    faults(2),
  ),
  drawn(
    'two pools, 2 faults',
    { before: ['A'], wanted: { B: { pool: 'other' } }, lives: { A: moveAndBack, B: joinInVain, C: joinAndLeave } },
    faults(2),
  ),
  drawn(
    'rules made by hand, 2 faults',
    { before: ['A'], lives: { A: changeHostAndLeave, B: joinInVain }, foreignRules: BY_HAND },
    faults(2),
  ),
  drawn(
    "somebody else's cluster, 2 faults",
    {
      prepare: ({ clusters }) => clusters.set('default', { name: 'default', tags: {}, madeAt: 0 }),
      lives: { A: joinInVain, B: joinAndLeave },
    },
    faults(2),
  ),
  drawn(
    'a doctor, the last who leaves, and one who joins',
    { before: ['A'], lives: { A: leave, B: join }, doctors: ['full'], healedAtTheEnd: true },
    NO_FAULTS,
  ),
  drawn(
    'a doctor, and a service that moves in vain',
    { before: ['A'], lives: { A: move }, doctors: ['full'], healedAtTheEnd: true },
    NO_FAULTS,
  ),
  drawn(
    'doctors beside joins, leaves and a closing, 2 faults',
    {
      before: ['A', 'B'],
      lives: { A: moveAndBack, B: vanish, C: joinInVain },
      doctors: ['full', 'unattended'],
      healedAtTheEnd: true,
    },
    faults(2),
  ),
  drawn(
    'a doctor and what CloudFormation gives up, 3 faults',
    { before: ['A'], lives: { A: moveAndDespair, B: joinAndLeave }, doctors: ['full'], healedAtTheEnd: true },
    faults(3),
  ),
  drawn(
    'a rule is deleted by hand while a service changes its host, and an update fails',
    { before: ['A'], lives: { A: changeHost }, deletions: ['rule'], healedAtTheEnd: true },
    NO_FAULTS,
  ),
  drawn(
    'a listener is deleted by hand while a service changes its host and leaves',
    { before: ['A', 'B'], lives: { A: changeHostAndLeave }, deletions: ['listener'], healedAtTheEnd: true },
    NO_FAULTS,
  ),
  drawn(
    'rules and load balancers are deleted by hand, beside a doctor, 1 fault',
    {
      before: ['A', 'B'],
      lives: { A: changeHost, B: changeHostAndLeave },
      deletions: ['rule', 'load balancer', 'rule'],
      doctors: ['full'],
      healedAtTheEnd: true,
    },
    { faults: 1, kinds: FAULTS },
  ),
  drawn(
    'a rule is deleted by hand, an update that makes it again fails, and the stack goes, 1 fault',
    { before: ['A', 'B'], lives: { A: changeHostInVainAndLeave }, deletions: ['rule'], healedAtTheEnd: true },
    { faults: 1, kinds: FAULTS },
  ),
  drawn(
    'the ledger is lost while one joins and another has vanished: doctors whom nobody attends, 1 fault',
    {
      before: ['A', 'B'],
      forgotten: true,
      lives: { B: vanish, C: join },
      doctors: ['unattended', 'unattended'],
      healedAtTheEnd: true,
    },
    faults(1),
  ),
  drawn(
    'the ledger is lost while one joins and another has left its tasks behind, 1 fault',
    {
      before: ['A', 'B'],
      forgotten: true,
      lives: { B: keep, C: joinInVain },
      doctors: ['full', 'unattended'],
      healedAtTheEnd: true,
    },
    faults(1),
  ),
  drawn(
    'the ledger is lost, and beside a doctor one moves in vain',
    { before: ['A', 'B'], forgotten: true, lives: { C: joinInVain }, doctors: ['full'], healedAtTheEnd: true },
    faults(1),
  ),
  drawn(
    'tags are behind while services come, change and go, 2 faults',
    {
      before: ['A'],
      oddities: ['tags lag'],
      lives: { A: changeHostAndLeave, B: joinInVain },
      deletions: ['rule'],
      healedAtTheEnd: true,
    },
    { faults: 2, kinds: FAULTS },
  ),
  drawn(
    'AWS fails to set up what a service moves to, 2 faults',
    { before: ['A'], oddities: ['setup fails'], lives: { A: moveAndLeave, B: joinInVain } },
    faults(2),
  ),
  drawn(
    'rules are deleted by hand amid deployments, and a stack goes, 1 fault',
    {
      before: ['A', 'B'],
      divided: true,
      lives: { A: changeHostInVainAndLeave },
      deletions: ['rule', 'listener'],
      doctors: ['full'],
      healedAtTheEnd: true,
    },
    { faults: 1, kinds: FAULTS },
  ),
  drawn(
    'somebody puts a listener of his own in the place of ours, and all leave, 1 fault',
    { before: ['A', 'B'], lives: { A: changeHostInVainAndLeave, B: leave }, listenerTaken: true, sweptAtTheEnd: true },
    faults(1),
  ),
  drawn(
    'the same beside a doctor, and that listener goes again, 1 fault',
    {
      before: ['A'],
      lives: { A: changeHostInVainAndLeave, B: joinInVain, C: join },
      wanted: { C: { pool: 'other' } },
      listenerTaken: true,
      doctors: ['full'],
      healedAtTheEnd: true,
    },
    faults(1),
  ),
  drawn(
    'retained services come back, beside others, 2 faults',
    { before: ['C'], lives: { A: comeBackBeside, B: comeBackElsewhere, C: leave } },
    faults(2),
  ),
  drawn(
    'a retained service comes back, moves, and is retained again, 2 faults',
    { before: ['B'], lives: { A: comeBackTwiceAndMove, B: leave } },
    faults(2),
  ),
  drawn(
    'moves whose old places are retained, beside doctors, 2 faults',
    {
      before: ['B'],
      lives: { A: moveAndKeep, B: moveAndBack, C: moveAndKeepInVain },
      doctors: ['full', 'unattended'],
      healedAtTheEnd: true,
    },
    faults(2),
  ),
  drawn(
    'sweepers beside all of them, 2 faults',
    { before: ['A', 'B'], lives: { A: moveAndBack, B: vanish, C: joinInVain }, sweepers: 2, sweptAtTheEnd: true },
    faults(2),
  ),
];
