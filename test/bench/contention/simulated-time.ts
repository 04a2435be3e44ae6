import { setImmediate } from 'node:timers/promises';

interface Timer {
  at: number;
  /** Timers of the same time go off in the order in which they were set. */
  order: number;
  ring(): void;
}

/** Time that passes only when everybody waits. So a simulation depends on its seed alone, and not on the machine. */
export class SimulatedTime {
  now = 0;
  readonly #timers: Timer[] = [];
  #order = 0;

  sleep(milliseconds: number): Promise<void> {
    return new Promise((ring) => {
      this.#timers.push({ at: this.now + Math.max(0, milliseconds), order: this.#order++, ring });
    });
  }

  /** @returns what the work returns, when it has ended. @throws Error if it waits for something else than time */
  async run<T>(work: Promise<T>): Promise<T> {
    let over = false;
    work.then(
      () => (over = true),
      () => (over = true),
    );
    // By the next round of the event loop, everything that needs no time has happened.
    for (await setImmediate(); !over; await setImmediate()) {
      const next = this.#next();
      if (!next) throw new Error('Nothing moves any more');
      this.now = Math.max(this.now, next.at);
      next.ring();
    }
    return work;
  }

  #next(): Timer | undefined {
    let first = 0;
    for (const [index, timer] of this.#timers.entries()) {
      const before = this.#timers[first];
      if (before && (timer.at < before.at || (timer.at === before.at && timer.order < before.order))) first = index;
    }
    return this.#timers.splice(first, 1)[0];
  }
}
