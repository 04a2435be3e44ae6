import { randomFrom } from './fingerprint';
import type { Schedule } from './schedule';
import type { Chooser, NextStep } from './simulation';

/** This state was explored before, with everything that can come of it. */
export class SeenBeforeError extends Error {
  override readonly name = 'SeenBeforeError';
}

/** Follows a schedule, and after its end always takes the first step. */
export class Replay implements Chooser {
  readonly known = false;
  #position = 0;
  readonly #schedule: Schedule;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  choose(options: readonly NextStep[]): number {
    const chosen = this.#schedule[this.#position++] ?? 0;
    return chosen < options.length ? chosen : 0;
  }
}

/** How often a random schedule takes a fault. */
const FAULT_RATE = 0.04;
/** How often it interrupts the process that is at work. */
const SWITCH_RATE = 0.35;

/** Draws its choices and remembers them. */
export class Random implements Chooser {
  readonly known = false;
  readonly taken: number[] = [];
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  choose(options: readonly NextStep[]): number {
    const isFault = this.#random() < FAULT_RATE;
    const fitting = options.flatMap(({ fault }, position) => (fault === isFault ? [position] : []));
    const stays = !isFault && this.#random() >= SWITCH_RATE;
    const chosen = stays ? 0 : fitting[Math.floor(this.#random() * fitting.length)];
    this.taken.push(chosen ?? 0);
    return chosen ?? 0;
  }
}

/** Goes through every schedule, depth first. It leaves a schedule that reaches a state which it has seen before. */
export class Exhaustive implements Chooser {
  /** Fingerprints of the states with a choice. */
  readonly seen = new Set<number>();
  readonly #path: { chosen: number; of: number }[] = [];
  #position = 0;

  get known(): boolean {
    return this.#position < this.#path.length;
  }

  choose(options: readonly NextStep[], state: () => number): number {
    const known = this.#path[this.#position];
    if (known) {
      this.#position++;
      return known.chosen;
    }
    const print = state();
    if (this.seen.has(print)) throw new SeenBeforeError();
    this.seen.add(print);
    this.#path.push({ chosen: 0, of: options.length });
    this.#position++;
    return 0;
  }

  /** Turns to the next schedule. @returns false if there is none */
  next(): boolean {
    this.#position = 0;
    for (let last = this.#path.at(-1); last; last = this.#path.at(-1)) {
      if (last.chosen + 1 < last.of) {
        last.chosen++;
        return true;
      }
      this.#path.pop();
    }
    return false;
  }

  get taken(): Schedule {
    return this.#path.map(({ chosen }) => chosen);
  }
}
