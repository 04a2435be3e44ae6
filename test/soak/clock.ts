import type { Clock } from '../../handlers/gateway/protocol/clock';

interface Timer {
  due: number;
  action(): void;
}

/** AWS answers this many calls side by side in the time that the embedded AWS takes for one. */
const SIDE_BY_SIDE = 10;

/**
 * A clock that runs slower the more calls are under way, because the embedded AWS answers one after another. It runs fast
 * while everybody waits, for a killed run's deadline for example, which is minutes away. So no time-out passes only
 * because this machine is slow.
 */
export class PatientClock implements Clock {
  readonly #timers = new Set<Timer>();
  #next: NodeJS.Timeout | undefined;
  #load = 0;
  #reached: number;
  #reachedAt = performance.now();
  readonly #idleSpeed: number;

  /** @param idleSpeed milliseconds of the clock in one real millisecond, while no call is under way */
  constructor(idleSpeed: number, began = Date.now()) {
    this.#idleSpeed = idleSpeed;
    this.#reached = began;
  }

  now(): number {
    return Math.floor(this.#exactly());
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer = { due: this.#exactly() + milliseconds, action };
    this.#timers.add(timer);
    this.#wind();
    return () => {
      this.#timers.delete(timer);
      this.#wind();
    };
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }

  /** Counts a call as under way until it ends. */
  during<T>(call: Promise<T>): Promise<T> {
    return this.#loaded(1, call);
  }

  /** Runs no faster than real time until the call ends: its answer is withheld, and the caller waits for it. */
  duringSilence<T>(call: Promise<T>): Promise<T> {
    return this.#loaded(SIDE_BY_SIDE, call);
  }

  get #speed(): number {
    return this.#load === 0 ? this.#idleSpeed : Math.min(this.#idleSpeed, SIDE_BY_SIDE / this.#load);
  }

  #exactly(): number {
    return this.#reached + (performance.now() - this.#reachedAt) * this.#speed;
  }

  async #loaded<T>(load: number, call: Promise<T>): Promise<T> {
    this.#change(load);
    try {
      return await call;
    } finally {
      this.#change(-load);
    }
  }

  #change(load: number): void {
    this.#reached = this.#exactly();
    this.#reachedAt = performance.now();
    this.#load += load;
    this.#wind();
  }

  /** Waits for the next timer. Without one it waits for nothing, so that nothing keeps the process alive. */
  #wind(): void {
    clearTimeout(this.#next);
    if (this.#timers.size === 0) return;
    const due = Math.min(...[...this.#timers].map((timer) => timer.due));
    this.#next = setTimeout(() => this.#ring(), Math.max(0, (due - this.#exactly()) / this.#speed));
  }

  #ring(): void {
    const now = this.#exactly();
    for (const timer of [...this.#timers].sort((one, other) => one.due - other.due)) {
      if (timer.due <= now && this.#timers.delete(timer)) timer.action();
    }
    this.#wind();
  }
}
