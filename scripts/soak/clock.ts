import type { Clock } from '../../handlers/gateway/protocol/clock';

/** Time that runs faster than ours, so that waiting for a killed run's deadline takes seconds and not minutes. */
export class FastClock implements Clock {
  private readonly began = Date.now();

  /** @param speed AWS's milliseconds in one of ours. @param ahead milliseconds that it is ahead of ours from the start */
  constructor(
    readonly speed: number,
    private readonly ahead = 0,
  ) {}

  now(): number {
    const real = Date.now();
    return Math.floor(this.began + (real - this.began) * this.speed + this.ahead);
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer = setTimeout(action, milliseconds / this.speed);
    return () => clearTimeout(timer);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }
}
