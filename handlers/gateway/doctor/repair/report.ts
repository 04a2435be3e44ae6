import { NotYetError, OutOfTimeError } from '../../world/errors';
import { ConditionFailedError } from '../../world/store';
import { type Diagnosis, sweptName } from '../diagnose/diagnosis';
import { leftAlone } from '../diagnose/left-alone';
import type { CheckUpFinding, NotSwept, SweepReport } from '../event';
import type { Observation } from '../look/observation';
import type { RepairResult } from './repair-job';

/** What a check-up has done about its diagnoses, and why it has not done the rest. */
export class RepairReport {
  readonly repaired: CheckUpFinding[] = [];
  readonly #dropped = new Set<string>();
  readonly #closed = new Set<string>();
  readonly #kept = new Map<string, string>();
  /** Reasons by `keyOf`, and the name under which `swept` has them. */
  readonly #failed = new Map<string, { reason: string; name?: string | undefined }>();

  /** How many gateways and clusters were taken down. */
  get closed(): number {
    return this.#closed.size;
  }

  /**
   * Does one repair, and notes how it ended. One that fails does not keep others from being done; of one that is tried
   * again, only the last try counts.
   * @returns whether it has to wait for AWS: then another try may go on
   */
  async noting(diagnosis: Diagnosis, work: () => Promise<RepairResult>): Promise<boolean> {
    const name = diagnosis.repair && sweptName(diagnosis.repair);
    this.#failed.delete(keyOf(diagnosis));
    try {
      this.#note(diagnosis, name, await work());
      return false;
    } catch (error) {
      this.#failed.set(keyOf(diagnosis), { reason: reasonOf(error), name });
      return error instanceof NotYetError;
    }
  }

  /** The diagnosis as people read it, with the reason why its repair failed. */
  tell(diagnosis: Diagnosis): CheckUpFinding {
    const failure = this.#failed.get(keyOf(diagnosis));
    return { ...tell(diagnosis), ...(failure && { failure: failure.reason }) };
  }

  /** @param observation the last one */
  swept(observation: Observation): SweepReport {
    const { kept, failed } = leftAlone(observation);
    const named = [...this.#failed.values()].flatMap(({ reason, name }) =>
      name === undefined ? [] : [{ what: name, reason }],
    );
    return {
      dropped: [...this.#dropped],
      closed: [...this.#closed],
      kept: [...[...this.#kept].map(([what, reason]): NotSwept => ({ what, reason })), ...kept],
      failed: [...named, ...failed],
    };
  }

  #note({ repair }: Diagnosis, name: string | undefined, result: RepairResult): void {
    if (name === undefined) return;
    if (result === 'kept') {
      this.#kept.set(name, 'its load balancer carries what is not ours, or is still in use');
    } else if (result === 'done' && repair?.do === 'leave') {
      this.#dropped.add(name);
    } else if (result === 'done' && repair?.do !== 'forget') {
      this.#closed.add(name);
    }
  }
}

/** What tells a diagnosis from others, at this look and the next. */
export const idOf = ({ kind, what, problem }: Diagnosis): string => [kind, what, problem].join('\n');

/** Of what is closing the problem may change while it is waited for; its name does not. */
const keyOf = (diagnosis: Diagnosis): string => (diagnosis.repair && sweptName(diagnosis.repair)) ?? idOf(diagnosis);

/** The diagnosis as people read it. */
export const tell = ({ kind, what, problem, remedy, repair }: Diagnosis): CheckUpFinding => ({
  kind,
  what,
  problem,
  remedy,
  repairable: repair !== undefined,
});

/** Why something was not done, for people. */
function reasonOf(error: unknown): string {
  if (error instanceof ConditionFailedError) return 'it has changed in the meantime';
  if (error instanceof OutOfTimeError) return `there was no time left for ${error.waitingFor}; run it again`;
  if (error instanceof NotYetError) return `it waits for ${error.waitingFor}; the next run goes on`;
  return error instanceof Error ? error.message : String(error);
}
