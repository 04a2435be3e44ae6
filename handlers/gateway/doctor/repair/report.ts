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
  /** By `keyOf`; `name` is the one under which `swept` reports the failure. */
  readonly #failed = new Map<string, { reason: string; name?: string | undefined }>();

  /** How many gateways and clusters were taken down. */
  get closed(): number {
    return this.#closed.size;
  }

  /**
   * Does one repair, and notes how it ended. It does not throw, so that a failure does not keep other repairs from being
   * done. If a repair is tried several times, only the last try counts.
   * @returns whether it has to wait for AWS and should be tried again
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

  /** The diagnosis as people read it, and why its repair failed. */
  tell(diagnosis: Diagnosis): CheckUpFinding {
    const failure = this.#failed.get(keyOf(diagnosis));
    return { ...tell(diagnosis), ...(failure && { failure: failure.reason }) };
  }

  /** @param observation the last one, which shows what was left alone */
  swept(observation: Observation): SweepReport {
    const { kept, failed } = leftAlone(observation);
    const named = [...this.#failed.values()].flatMap(({ reason, name }) =>
      name === undefined ? [] : [{ what: name, reason }],
    );
    return {
      dropped: [...this.#dropped],
      closed: [...this.#closed],
      kept: oncePerName([...[...this.#kept].map(([what, reason]): NotSwept => ({ what, reason })), ...kept]),
      failed: oncePerName([...named, ...failed]),
    };
  }

  #note({ repair }: Diagnosis, name: string | undefined, result: RepairResult): void {
    if (name === undefined) return;
    if (result === 'kept') {
      this.#kept.set(name, 'its load balancer has listeners or rules that are not ours, or is still in use');
    } else if (result === 'done' && repair?.do === 'leave') {
      this.#dropped.add(name);
    } else if (result === 'done' && repair?.do !== 'forget') {
      this.#closed.add(name);
    }
  }
}

/** What was noted last replaces what was noted of the same thing before. */
const oncePerName = (notes: readonly NotSwept[]): NotSwept[] => [
  ...new Map(notes.map((note) => [note.what, note])).values(),
];

/** What identifies a diagnosis at this look and at later ones. */
export const idOf = ({ kind, what, problem }: Diagnosis): string => [kind, what, problem].join('\n');

/** What identifies a diagnosis in the report. The problem of a closing may change from look to look, but not its name. */
const keyOf = (diagnosis: Diagnosis): string => (diagnosis.repair && sweptName(diagnosis.repair)) ?? idOf(diagnosis);

/** The diagnosis as people read it. */
export const tell = ({ kind, what, problem, remedy, repair, unconfirmed }: Diagnosis): CheckUpFinding => ({
  kind,
  what,
  problem: unconfirmed ? `${problem} (not confirmed: a later look could not see this)` : problem,
  remedy,
  repairable: repair !== undefined,
});

/** Why a repair was not done, for people. */
function reasonOf(error: unknown): string {
  if (error instanceof ConditionFailedError) return 'it has changed in the meantime';
  if (error instanceof OutOfTimeError) return `there was no time left for ${error.waitingFor}; run it again`;
  if (error instanceof NotYetError) return `it is waiting for ${error.waitingFor}; the next check-up continues`;
  return error instanceof Error ? error.message : String(error);
}
