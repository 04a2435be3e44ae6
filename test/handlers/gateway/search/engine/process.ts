import { BusyError } from '../../../../../handlers/gateway/world/errors';
import type { AccountCall, Caller, CallFault } from '../../account/call';
import { fingerprint, randomFrom } from './fingerprint';

/** A call that a process has made and that has not happened yet. */
export interface Parked {
  name: string;
  about(): string;
  faults(): readonly CallFault[];
  /** Lets it happen. @returns what came of it, for people */
  happen(fault?: CallFault): string;
}

/** The call was refused, as a throttled one is after all the SDK's own attempts. */
export class ThrottledError extends Error {
  override readonly name = 'ThrottlingException';
}

/** The faults after which a run may fail. */
const HARMFUL: ReadonlySet<CallFault> = new Set(['kill', 'fail', 'busy', 'lost']);

/** It had no effect. */
const REFUSED = { again: true, cause: undefined };

/** The call took effect, and its answer was lost. */
export class AnswerLostError extends Error {
  override readonly name = 'TimeoutError';
}

/** What a process needs of the simulation that it runs in. */
export interface ProcessHost {
  readonly now: number;
  /** Calls `fire` at a time, unless the process has died by then. @returns what cancels it */
  timer(label: string, at: number, fire: () => void, owner?: Process): () => void;
  /** Takes the process out. */
  gone(process: Process): void;
}

/**
 * Something that runs by itself: a run of the function, or CloudFormation at work on one stack. It is a deterministic
 * program, so its history, which is what it has been answered so far, determines where it stands.
 */
export class Process implements Caller {
  readonly parked: Parked[] = [];
  readonly random: () => number;
  alive = true;
  /** One of its calls failed, was lost, or ended it, out of the ordinary. */
  isFaulted = false;
  history: number;
  /** Called when it dies of a fault or of its deadline. */
  onDeath: () => void = () => {};
  #lastCall = '';
  #beforeSleep = '';
  readonly #host: ProcessHost;

  constructor(
    host: ProcessHost,
    readonly id: string,
  ) {
    this.#host = host;
    this.history = fingerprint(`${host.now}`, fingerprint(id));
    this.random = randomFrom(this.history);
  }

  /** Makes a call. It happens when the explorer chooses it. A dead process never gets an answer. */
  perform<T>(call: AccountCall<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.alive) {
        this.parked.push(this.#park(call, resolve, reject));
      }
    });
  }

  get now(): number {
    return this.#host.now;
  }

  /** Nobody can tell when it happens. */
  async look<T>(_name: string, effect: () => T): Promise<T> {
    return effect();
  }

  /** It comes whatever becomes of the process. */
  later(label: string, milliseconds: number, act: () => void): void {
    this.#host.timer(label, this.now + milliseconds, act);
  }

  /**
   * Waits for whole seconds, so that there are fewer different times. Less than a second counts as no time, unless the
   * process is about to read the same thing again: somebody else's call may take as long, so it may continue at any
   * time.
   */
  sleep(milliseconds: number): Promise<void> {
    const looksAgain = this.#beforeSleep === this.#lastCall;
    this.#beforeSleep = this.#lastCall;
    if (milliseconds < 1000 && !looksAgain) return this.perform({ name: 'pause', effect: () => {} });
    const at = this.now + Math.max(1, Math.ceil(milliseconds / 1000)) * 1000;
    return new Promise((resolve) => {
      this.note(`sleeps until ${at}`);
      this.#host.timer(`${this.id} wakes`, at, () => resolve(), this);
    });
  }

  /** Adds something that the process has learnt to its history. */
  note(text: string): void {
    this.history = fingerprint(text, this.history);
  }

  /** Ends it in the ordinary way. */
  end(): void {
    this.alive = false;
    this.parked.length = 0;
    this.#host.gone(this);
  }

  die(): void {
    if (this.alive) {
      this.end();
      this.onDeath();
    }
  }

  #park<T>(call: AccountCall<T>, resolve: (value: T) => void, reject: (error: unknown) => void): Parked {
    const { name, about = () => '', faults = [], effect, stale } = call;
    // A process that reads the same thing again and again could fail at any reading: it is enough to try the first.
    const repeated = name === this.#beforeSleep;
    const parked: Parked = {
      name,
      about,
      faults: () => (repeated ? [] : faults.filter((fault) => fault !== 'stale' || stale?.() !== undefined)),
      happen: (fault) => {
        this.parked.splice(this.parked.indexOf(parked), 1);
        this.isFaulted ||= fault !== undefined && HARMFUL.has(fault);
        this.#lastCall = name === 'pause' ? this.#lastCall : name;
        switch (fault) {
          case 'fail':
            return this.#told(reject, new ThrottledError(`${name} was throttled`));
          case 'busy':
            return this.#told(reject, new BusyError(`${name} was refused`, { ...REFUSED, waitingFor: name }));
          case 'lost':
            attempt(effect);
            return this.#told(reject, new AnswerLostError(`The answer of ${name} was lost`));
          case 'kill': {
            const done = attempt(effect);
            this.die();
            return `${done}; the run dies`;
          }
          case 'again':
            this.parked.push(this.#park({ ...call, faults: faults.filter((one) => one !== 'again') }, resolve, reject));
            return `${attempt(effect)}; made once more`;
          default:
            return this.#answered(
              () => (fault === 'stale' ? (stale?.()?.answer ?? effect()) : effect()),
              resolve,
              reject,
            );
        }
      },
    };
    return parked;
  }

  #answered<T>(effect: () => T, resolve: (value: T) => void, reject: (error: unknown) => void): string {
    let answer: T;
    try {
      answer = effect();
    } catch (error) {
      return this.#told(reject, error);
    }
    const text = shown(answer);
    this.note(text);
    resolve(answer);
    return text;
  }

  #told(reject: (error: unknown) => void, error: unknown): string {
    const text = String(error);
    this.note(text);
    reject(error);
    return text;
  }
}

function attempt(effect: () => unknown): string {
  try {
    return shown(effect());
  } catch (error) {
    return String(error);
  }
}

const shown = (answer: unknown): string => (answer === undefined ? 'done' : JSON.stringify(answer));
