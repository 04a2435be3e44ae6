import { NotYetError, OutOfTimeError } from '../../world/errors';
import { ConditionFailedError } from '../../world/store';
import type { SweepReport } from '../event';

export const emptyReport = (): SweepReport => ({ dropped: [], closed: [], kept: [], failed: [] });

/** One thing that cannot be swept does not keep the rest from being swept; what is tried again is told of once. */
export async function noting(report: SweepReport, what: string, work: () => Promise<void>): Promise<void> {
  report.failed = report.failed.filter((one) => one.what !== what);
  report.kept = report.kept.filter((one) => one.what !== what);
  try {
    await work();
  } catch (error) {
    report.failed.push({ what, reason: reasonOf(error) });
  }
}

/** Why something was not done, for people. */
export function reasonOf(error: unknown): string {
  if (error instanceof ConditionFailedError) return 'it has changed in the meantime';
  if (error instanceof OutOfTimeError) return `there was no time left for ${error.waitingFor}; run it again`;
  if (error instanceof NotYetError) return `it waits for ${error.waitingFor}; the next run goes on`;
  return error instanceof Error ? error.message : String(error);
}
