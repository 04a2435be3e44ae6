import { setImmediate } from 'node:timers/promises';

/** Lets many runs take turns, call by call. `pick` decides the order, so every interleaving is possible. */
export class Turns {
  /** The calls in the order in which they were let go. */
  readonly played: string[] = [];
  #waiting: { call: string; go(): void }[] = [];
  #open = false;
  readonly #pick: (waiting: number) => number;

  /** @param pick which of the first so many waiting calls goes next */
  constructor(pick: (waiting: number) => number) {
    this.#pick = pick;
  }

  /** What a caller does before a call takes effect. */
  readonly step = (call: string): Promise<void> =>
    this.#open ? new Promise((go) => this.#waiting.push({ call, go })) : Promise.resolve();

  /**
   * Plays until the work is done.
   * @param between called after every call
   * @throws what the work or `between` throws; Error if nothing moves any more
   */
  async play(work: () => Promise<unknown>, between: () => void): Promise<void> {
    this.#open = true;
    let over = false;
    const done = work().finally(() => {
      over = true;
    });
    done.catch(() => {});
    // By the next round of the event loop, everything that needs no turn has happened.
    for (await setImmediate(); !over; await setImmediate()) {
      between();
      const [next] = this.#waiting.splice(this.#pick(this.#waiting.length), 1);
      if (!next) throw new Error('Nothing moves any more');
      this.played.push(next.call);
      next.go();
    }
    between();
    this.#open = false;
    await done;
  }
}

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
