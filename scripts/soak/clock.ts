import type { Clock } from '../../handlers/gateway/protocol/clock';

interface Timer {
  due: number;
  action(): void;
}

/** The clock's milliseconds in one of ours. */
export interface Speeds {
  /** While a call to AWS is under way. */
  busy: number;
  /** While there is none. */
  idle: number;
}

/**
 * Time that runs slowly while somebody is at work, because the embedded AWS does one thing after another and AWS does
 * not, and fast while everybody waits: for a killed run's deadline, say, which is minutes away. So nobody's time runs out
 * because this machine is slow.
 */
export class PatientClock implements Clock {
  private readonly timers = new Set<Timer>();
  private next: NodeJS.Timeout | undefined;
  private busy = 0;
  private reached: number;
  private reachedAt = performance.now();

  constructor(
    private readonly speeds: Speeds,
    began = Date.now(),
  ) {
    this.reached = began;
  }

  now(): number {
    return Math.floor(this.exactly());
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer = { due: this.exactly() + milliseconds, action };
    this.timers.add(timer);
    this.wind();
    return () => {
      this.timers.delete(timer);
      this.wind();
    };
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }

  /** Is busy until the work ends. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.engage(1);
    try {
      return await work;
    } finally {
      this.engage(-1);
    }
  }

  private get speed(): number {
    return this.busy > 0 ? this.speeds.busy : this.speeds.idle;
  }

  private exactly(): number {
    return this.reached + (performance.now() - this.reachedAt) * this.speed;
  }

  private engage(more: 1 | -1): void {
    this.reached = this.exactly();
    this.reachedAt = performance.now();
    this.busy += more;
    if (this.busy === 0 || (this.busy === 1 && more === 1)) this.wind();
  }

  /** Sets the alarm for the next timer; none, if there is none, so that nothing keeps the process alive. */
  private wind(): void {
    clearTimeout(this.next);
    if (this.timers.size === 0) return;
    const due = Math.min(...[...this.timers].map((timer) => timer.due));
    this.next = setTimeout(() => this.ring(), Math.max(0, (due - this.exactly()) / this.speed));
  }

  private ring(): void {
    const now = this.exactly();
    for (const timer of [...this.timers].sort((one, other) => one.due - other.due)) {
      if (timer.due <= now && this.timers.delete(timer)) timer.action();
    }
    this.wind();
  }
}
