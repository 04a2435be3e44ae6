import type { Stack } from './cloudformation/stack';
import type { Search } from './engine/explore';
import { FAULTS } from './engine/process';
import type { Limits } from './engine/simulation';
import type { Scene } from './scene';

/** One thing to look into, shortly in every test run and thoroughly on demand. */
export interface Configuration {
  name: string;
  scene: Scene;
  limits: Limits;
  short: Search;
  long: Search;
}

const join = (stack: Stack) => stack.create();
const leave = (stack: Stack) => stack.delete();
const joinAndLeave = async (stack: Stack): Promise<void> => {
  await stack.create();
  await stack.delete();
};
/** A sibling may fail at any time; then the user deletes the stack. */
const joinInVain = async (stack: Stack): Promise<void> => {
  await stack.create({ mayFail: true });
  await stack.delete();
};
const move = async (stack: Stack): Promise<void> => {
  await stack.update({ pool: 'other' }, { mayFail: true });
  await stack.delete();
};
const moveAndBack = async (stack: Stack): Promise<void> => {
  await stack.update({ pool: 'other' }, { mayFail: true });
  await stack.update({}, { mayFail: true });
  await stack.delete();
};
const changeHost = async (stack: Stack): Promise<void> => {
  await stack.update({ host: 'a.test' }, { mayFail: true });
  await stack.update({}, { mayFail: true });
};
const changeHostAndLeave = async (stack: Stack): Promise<void> => {
  await changeHost(stack);
  await stack.delete();
};
const moveInVain = (stack: Stack) => stack.update({ pool: 'other' }, { mayFail: true });
const vanish = async (stack: Stack): Promise<void> => stack.abandon();

const NO_FAULTS: Limits = { faults: 0, kinds: [] };
const faults = (most: number, kinds: Limits['kinds'] = [...FAULTS, 'delay', 'duplicate']): Limits => ({
  faults: most,
  kinds,
});
const preempted = (preemptions: number, limits: Limits = NO_FAULTS): Limits => ({ ...limits, preemptions });

const every = (most: number): Search => ({ every: most });
const random = (schedules: number): Search => ({ random: schedules, seed: 2026 });

export const CONFIGURATIONS: readonly Configuration[] = [
  {
    name: 'one service, any one fault',
    scene: { lives: { A: joinAndLeave } },
    limits: faults(1),
    short: every(1500),
    long: every(100_000),
  },
  {
    name: 'one service, a sibling fails',
    scene: { lives: { A: joinInVain } },
    limits: NO_FAULTS,
    short: every(1500),
    long: every(100_000),
  },
  {
    name: 'one service moves, a sibling fails',
    scene: { before: ['A'], lives: { A: move } },
    limits: NO_FAULTS,
    short: every(1500),
    long: every(100_000),
  },
  {
    name: 'one service moves in vain, and stays',
    scene: { before: ['A'], lives: { A: moveInVain } },
    limits: NO_FAULTS,
    short: every(1500),
    long: every(100_000),
  },
  {
    name: 'a sibling fails, and nothing tells the order of requests: swept',
    scene: { lives: { A: joinInVain }, unsigned: true, sweptAtTheEnd: true },
    limits: NO_FAULTS,
    short: every(1500),
    long: every(100_000),
  },
  {
    name: 'one service changes its host in vain, and stays',
    scene: { before: ['A'], lives: { A: changeHost } },
    limits: NO_FAULTS,
    short: every(1500),
    long: every(100_000),
  },
  {
    name: 'one service changes its host, a sibling fails',
    scene: { before: ['A'], lives: { A: changeHostAndLeave } },
    limits: NO_FAULTS,
    short: every(1500),
    long: every(100_000),
  },
  {
    name: '2 joins',
    scene: { lives: { A: join, B: join } },
    limits: NO_FAULTS,
    short: every(1500),
    long: every(100_000),
  },
  {
    name: '3 joins, 2 of them fit',
    scene: { lives: { A: join, B: join, C: join } },
    limits: preempted(2),
    short: every(500),
    long: every(1_000_000),
  },
  {
    name: '2 joins and 1 leave',
    scene: { before: ['A'], lives: { A: leave, B: join, C: join } },
    limits: preempted(2),
    short: every(500),
    long: every(1_000_000),
  },
  {
    name: 'the last leaves, another joins',
    scene: { before: ['A'], lives: { A: leave, B: joinAndLeave } },
    limits: NO_FAULTS,
    short: every(2000),
    long: every(1_000_000),
  },
  {
    name: '2 leaves and 2 joins at the cap',
    scene: { before: ['A', 'B'], lives: { A: leave, B: leave, C: join, D: join } },
    limits: preempted(1),
    short: every(500),
    long: every(1_000_000),
  },
  {
    name: 'move and back, beside others, random faults',
    scene: { before: ['A', 'B'], lives: { A: moveAndBack, B: leave, C: joinAndLeave } },
    limits: faults(2),
    short: random(300),
    long: random(100_000),
  },
  {
    name: 'host changes, beside others, random faults',
    scene: { before: ['A', 'B'], lives: { A: changeHost, B: leave, C: joinAndLeave }, foreignRules: [] },
    limits: faults(2),
    short: random(300),
    long: random(100_000),
  },
  {
    name: 'two pools, random faults',
    scene: {
      before: ['A'],
      wanted: { B: { pool: 'other' } },
      lives: { A: moveAndBack, B: joinAndLeave, C: joinInVain },
    },
    limits: faults(2),
    short: random(300),
    long: random(100_000),
  },
  {
    name: 'sweepers beside joins and leaves, random faults',
    scene: { before: ['A', 'B'], lives: { A: leave, B: vanish, C: joinAndLeave }, sweepers: 2, sweptAtTheEnd: true },
    limits: faults(1),
    short: random(300),
    long: random(100_000),
  },
];
