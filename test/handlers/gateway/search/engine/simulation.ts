import { setImmediate as drained } from 'node:timers/promises';
import type { CallFault } from '../../account/call';
import type { Cells } from './cells';
import { fingerprint, Sum } from './fingerprint';
import { Process, type ProcessHost } from './process';

/** One thing that may happen next. */
export interface NextStep {
  who: string;
  what(): string;
  /** It is out of the ordinary: the limits count it. */
  fault: boolean;
  /** Lets it happen. @returns what came of it, for people */
  take(): string;
}

/** Decides what happens next, where more than one step is possible. */
export interface Chooser {
  /** Whether this instant was checked before, in another schedule with the same beginning. */
  readonly known: boolean;
  /** @param state tells equal states: what can come of them is the same. @returns the position of one of the options */
  choose(options: readonly NextStep[], state: () => number): number;
}

export interface Limits {
  /** How many faults one schedule may have. */
  faults: number;
  /**
   * Which kinds. `delay` is time that passes although somebody could go on; `duplicate` is an event that comes again.
   */
  kinds: readonly (CallFault | 'delay' | 'duplicate')[];
  /** How often one process may be interrupted for another; absent: without a limit. */
  preemptions?: number;
}

interface Timer {
  print: number;
  at: number;
  owner?: Process;
  label: string;
  fire(): void;
}

interface Offer {
  who: string;
  what: string;
  fault: boolean;
  take(): void;
}

/** A schedule with more steps than this does not come to an end. */
const MOST_STEPS = 4_000;

/** A world in which nothing happens by itself: the chooser takes each step from those that are possible. */
export class Simulation implements ProcessHost {
  now = Date.UTC(2026, 0, 1);
  steps = 0;
  faultsLeft: number;
  /** Gets one line for each step. */
  trace?: string[];
  readonly #processes = new Set<Process>();
  readonly #timers = new Set<Timer>();
  readonly #timed = new Sum();
  readonly #offers = new Map<string, Offer>();
  #last?: Process;
  #preemptionsLeft: number;
  readonly #chooser: Chooser;

  constructor(
    readonly cells: Cells,
    readonly limits: Limits,
    chooser: Chooser,
  ) {
    this.#chooser = chooser;
    this.faultsLeft = limits.faults;
    this.#preemptionsLeft = limits.preemptions ?? Number.POSITIVE_INFINITY;
  }

  /** Starts a process. Its id must be new, and must not depend on the order of other steps. */
  spawn(id: string): Process {
    const process = new Process(this, id);
    this.#processes.add(process);
    return process;
  }

  gone(process: Process): void {
    this.#processes.delete(process);
    for (const timer of this.#timers) {
      if (timer.owner === process) {
        this.#drop(timer);
      }
    }
  }

  timer(label: string, at: number, fire: () => void, owner?: Process): () => void {
    const timer: Timer = { print: fingerprint(`${at}`, fingerprint(label)), at, label, fire, ...(owner && { owner }) };
    if (!owner || owner.alive) {
      this.#timers.add(timer);
      this.#timed.toggle(timer.print);
    }
    return () => this.#drop(timer);
  }

  /** Something that may happen at any time, or never. @returns what withdraws it */
  offer(offer: Offer): () => void {
    const id = `${offer.who}: ${offer.what}`;
    this.#offers.set(id, offer);
    return () => this.#offers.delete(id);
  }

  allows(kind: CallFault | 'delay' | 'duplicate'): boolean {
    return this.faultsLeft > 0 && this.limits.kinds.includes(kind);
  }

  /** Lets time pass, and allows no faults and no offers from then on. */
  calm(milliseconds: number): void {
    this.now += milliseconds;
    this.faultsLeft = 0;
    this.#offers.clear();
  }

  /**
   * Takes steps until nothing can happen any more. @param check is called at every instant; throws if something is
   * wrong
   */
  async play(check: () => void): Promise<void> {
    for (;;) {
      await drained();
      if (!this.#chooser.known) {
        check();
      }
      const options = this.#options();
      if (options.length === 0) return;
      if (++this.steps > MOST_STEPS) throw new Error(`Nothing comes to an end in ${MOST_STEPS} steps`);
      const chosen = options.length > 1 ? this.#chooser.choose(options, () => this.#fingerprint()) : 0;
      const option = options[chosen];
      if (!option) throw new RangeError(`There is no option ${chosen} among ${options.length}`);
      if (option === END) return;
      this.#carryOut(option);
    }
  }

  #carryOut(option: NextStep): void {
    const line = this.trace && `${option.who}  ${option.fault ? '!' : ''}${option.what()}`;
    const outcome = option.take();
    this.trace?.push(`${clock(this.now)}  ${line} → ${outcome}`);
  }

  #options(): NextStep[] {
    const running = [...this.#processes].filter(({ parked }) => parked.length > 0);
    const rest = this.#optional();
    if (running.length === 0) {
      const onward = this.#timers.size > 0 ? this.#timePasses(false) : END;
      return onward === END && rest.length === 0 ? [] : [onward, ...rest];
    }
    const current = running.find((one) => one === this.#last);
    const free =
      current && this.#preemptionsLeft === 0 ? [current] : [...new Set(current ? [current] : []), ...running];
    const calls = [...new Set(free)].flatMap((process) => this.#calls(process, current));
    const delays = this.#timers.size > 0 && this.allows('delay') ? [this.#timePasses(true)] : [];
    return [...calls.filter(({ fault }) => !fault), ...rest, ...calls.filter(({ fault }) => fault), ...delays];
  }

  #calls(process: Process, current?: Process): NextStep[] {
    return process.parked.flatMap((parked) => {
      const faults = parked.faults().filter((fault) => this.allows(fault));
      return [undefined, ...faults].map((fault) => ({
        who: process.id,
        what: () => `${fault ? `${fault}: ` : ''}${parked.name} ${parked.about()}`,
        fault: fault !== undefined,
        take: () => {
          this.#preemptionsLeft -= current && current !== process ? 1 : 0;
          this.faultsLeft -= fault ? 1 : 0;
          this.#last = process;
          return parked.happen(fault);
        },
      }));
    });
  }

  #optional(): NextStep[] {
    return [...this.#offers.values()]
      .filter(({ fault }) => !fault || this.allows('duplicate'))
      .map(({ who, what, fault, take }) => ({
        who,
        what: () => what,
        fault,
        take: () => {
          this.faultsLeft -= fault ? 1 : 0;
          take();
          return 'so it is';
        },
      }));
  }

  #timePasses(fault: boolean): NextStep {
    return {
      who: 'time',
      what: () => (fault ? 'passes though others could go on' : 'passes'),
      fault,
      take: () => {
        this.faultsLeft -= fault ? 1 : 0;
        this.now = Math.min(...[...this.#timers].map(({ at }) => at));
        const due = [...this.#timers].filter(({ at }) => at === this.now);
        for (const timer of due.sort((one, other) => (one.label < other.label ? -1 : 1))) {
          if (this.#timers.has(timer)) {
            this.#drop(timer);
            timer.fire();
          }
        }
        return due.map(({ label }) => label).join(', ');
      },
    };
  }

  #drop(timer: Timer): void {
    if (this.#timers.delete(timer)) {
      this.#timed.toggle(timer.print);
    }
  }

  #fingerprint(): number {
    const processes = [...this.#processes].map(({ id, history }) => `${id} ${history}`).sort();
    const offers = [...this.#offers.keys()].sort();
    const limits = [this.faultsLeft, ...(this.#preemptionsLeft < 99 ? [this.#preemptionsLeft, this.#last?.id] : [])];
    return fingerprint([this.cells.fingerprint, this.#timed, this.now, limits, processes, offers].join('\n'));
  }
}

const END: NextStep = { who: 'all', what: () => 'ends', fault: false, take: () => '' };

const clock = (now: number): string => new Date(now).toISOString().slice(11, 19);
