/** Called before every operation takes effect; a test's scheduler decides there who goes first. */
export type Step = (call: string) => Promise<void>;

/** Counts the calls to a fake of AWS, and makes them fail on demand. */
export class Calls {
  /** Names of the calls made, in order. */
  readonly made: string[] = [];
  /** Fails the named call once, with this error; nothing happens. */
  readonly failures = new Map<string, Error>();
  /** Lets the named call happen once, and loses its answer. */
  readonly lostAnswers = new Set<string>();
  #serial = 0;
  readonly #step: Step;

  constructor(step: Step = async () => {}) {
    this.#step = step;
  }

  async make<T>(name: string, effect: () => T): Promise<T> {
    await this.#step(name);
    this.made.push(name);
    const failure = this.failures.get(name);
    if (failure) {
      this.failures.delete(name);
      throw failure;
    }
    const answer = effect();
    if (this.lostAnswers.delete(name)) throw new Error(`The answer of ${name} was lost`);
    return answer;
  }

  count(name: string): number {
    return this.made.filter((one) => one === name).length;
  }

  /** A number that was not given out before. */
  next(): number {
    return ++this.#serial;
  }
}
