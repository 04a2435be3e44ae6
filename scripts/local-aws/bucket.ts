/** A token bucket, as AWS's request limits are: full at first; it takes tokens back at a set rate, up to its size. */
export class TokenBucket {
  readonly #size: number;
  readonly #perSecond: number;
  #tokens: number;
  #at = 0;

  constructor({ size, perSecond }: { size: number; perSecond: number }) {
    this.#size = size;
    this.#perSecond = perSecond;
    this.#tokens = size;
  }

  /** Whether it has so many tokens. @param now in seconds, never less than before */
  has(tokens: number, now: number): boolean {
    this.#tokens = Math.min(this.#size, this.#tokens + (now - this.#at) * this.#perSecond);
    this.#at = now;
    return this.#tokens >= tokens;
  }

  take(tokens: number): void {
    this.#tokens -= tokens;
  }
}
