import { FAULTS } from '../../account/call';
import type { Search } from '../engine/explore';
import type { Limits } from '../engine/simulation';
import type { Scene } from '../scene';

/** A scene, and how far to look into it: shortly in every test run, thoroughly on demand. */
export interface Configuration {
  /** Unique; a part of it chooses it on the command line. */
  name: string;
  scene: Scene;
  limits: Limits;
  short: Search;
  long: Search;
}

export const NO_FAULTS: Limits = { faults: 0, kinds: [] };

/** Every kind of fault, at most so many in one schedule. */
export const faults = (most: number): Limits => ({ faults: most, kinds: [...FAULTS, 'delay', 'duplicate'] });

/** At most this many interruptions of a process in one schedule, and no faults. */
export const preempted = (preemptions: number): Limits => ({ ...NO_FAULTS, preemptions });

/** More schedules than there are: the search ends by itself. */
const ALL: Search = { every: 2_000_000 };

const random = (schedules: number): Search => ({ random: schedules, seed: 20_261_123 });

/** Few enough schedules to go through all of them in every test run. */
export const complete = (name: string, scene: Scene, limits = NO_FAULTS): Configuration => ({
  name,
  scene,
  limits,
  short: ALL,
  long: ALL,
});

/** All schedules take too long for a test run, which draws some of them. */
export const large = (name: string, scene: Scene, limits: Limits, short = 50): Configuration => ({
  name,
  scene,
  limits,
  short: random(short),
  long: ALL,
});

/** More schedules than anybody can go through. */
export const drawn = (name: string, scene: Scene, limits: Limits, short = 40): Configuration => ({
  name,
  scene,
  limits,
  short: random(short),
  long: random(20_000),
});
