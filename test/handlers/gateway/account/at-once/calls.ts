import type { AccountCall, Caller } from '../call';

/** Called before every call takes effect; a test's scheduler decides there who goes first. */
export type BeforeCall = (name: string) => Promise<void>;

/** Makes calls at once, counts them, and makes them fail or answer otherwise on demand. */
export class Calls implements Caller {
  readonly id = 'at-once';
  /** Names of the calls made, in order. */
  readonly made: string[] = [];
  /** Fails the named call once, with this error; nothing happens. */
  readonly failures = new Map<string, Error>();
  /** Lets the named call happen once, and loses its answer. */
  readonly lostAnswers = new Set<string>();
  readonly #answers = new Map<string, unknown[]>();
  #serial = 0;
  readonly #before: BeforeCall;
  readonly #clock: () => number;

  constructor(before: BeforeCall = async () => {}, clock = () => 0) {
    this.#before = before;
    this.#clock = clock;
  }

  get now(): number {
    return this.#clock();
  }

  async perform<T>({ name, effect }: Pick<AccountCall<T>, 'name' | 'effect'>): Promise<T> {
    await this.#before(name);
    this.made.push(name);
    const failure = this.failures.get(name);
    if (failure) {
      this.failures.delete(name);
      throw failure;
    }
    const instead = this.#answers.get(name);
    if (instead && instead.length > 0) return instead.shift() as T;
    const answer = effect();
    if (this.lostAnswers.delete(name)) throw new Error(`The answer of ${name} was lost`);
    return answer;
  }

  look<T>(name: string, effect: () => T): Promise<T> {
    return this.perform({ name, effect });
  }

  /** In unit tests AWS does at once what it does some time later. */
  later(_label: string, _milliseconds: number, act: () => void): void {
    act();
  }

  /** Answers the next calls of this name so, and nothing happens; after those that were asked for before. */
  answer(name: string, answer: unknown, times = 1): void {
    const before = this.#answers.get(name) ?? [];
    this.#answers.set(name, [...before, ...Array.from({ length: times }, () => answer)]);
  }

  count(name: string): number {
    return this.made.filter((one) => one === name).length;
  }

  /** A number that was not given out before. */
  next(): number {
    return ++this.#serial;
  }
}
