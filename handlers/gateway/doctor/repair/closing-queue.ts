import type { UnfencedJob } from '../../fence/job';
import { OutOfTimeError } from '../../world/errors';
import { type ClosingRepair, type Diagnosis, type Repair, sweptName } from '../diagnose/diagnosis';
import { begun, close } from './close';
import type { RepairReport } from './report';

/** How often to try again what AWS has not deleted yet, and at what pause (milliseconds): two minutes in all. */
const ROUNDS = 24;
const PAUSE_MS = 5_000;

type Closing = Diagnosis & { repair: ClosingRepair };

export const isClosing = (repair: Repair | undefined): repair is ClosingRepair =>
  repair?.do === 'close gateway' || repair?.do === 'close cluster';

const hasClosing = (diagnosis: Diagnosis): diagnosis is Closing => isClosing(diagnosis.repair);

/**
 * Deletes gateways and clusters that have no members, side by side: each is tried once before any is waited for, so that
 * one that takes long does not take the others' time.
 */
export class ClosingQueue {
  readonly #pending = new Map<string, Closing>();
  readonly #tried = new Set<string>();
  readonly #job: UnfencedJob;
  readonly #report: RepairReport;

  constructor(job: UnfencedJob, report: RepairReport) {
    this.#job = job;
    this.#report = report;
  }

  /** Tries each closing once that was not tried before, in the order of the diagnoses. */
  async tryAll(diagnoses: readonly Diagnosis[]): Promise<void> {
    for (const closing of diagnoses.filter(hasClosing)) {
      const name = sweptName(closing.repair) ?? '';
      if (this.#tried.has(name)) continue;
      this.#tried.add(name);
      await this.#attempt(name, closing, false);
    }
  }

  /** Tries again, until none is left that waits for AWS, or there is no time left. */
  async finish(): Promise<void> {
    for (let round = 1; this.#pending.size > 0 && round <= ROUNDS; round++) {
      try {
        await this.#job.pause(PAUSE_MS, 'AWS to finish deleting');
      } catch (error) {
        if (!(error instanceof OutOfTimeError)) throw error;
        break;
      }
      for (const [name, closing] of [...this.#pending]) {
        await this.#attempt(name, closing, round === ROUNDS);
      }
    }
  }

  /** If it has to wait, the report says what for until it is done. */
  async #attempt(name: string, closing: Closing, lastTry: boolean): Promise<void> {
    const waits = await this.#report.noting(closing, async () => {
      await this.#job.pause(0, `${name} to be deleted`);
      return close({ ...this.#job, once: true }, closing.repair, lastTry);
    });
    if (waits) {
      this.#pending.set(name, { ...closing, repair: begun(closing.repair) });
    } else {
      this.#pending.delete(name);
    }
  }
}
