/** Deletes what may still be in use for a while: by network interfaces, a listener or tasks that are being deleted. */

import type { ResourceTools } from '../resource-type';
import { isServiceFailure } from './failure-reason';
import { ignoreMissing } from './ignore-missing';
import { until } from './until';

/** Attempts before a deletion fails for good, three seconds of AWS time apart. */
const ATTEMPTS = 60;

/** Repeats `send` as long as AWS says that the resource is in use. A missing resource counts as deleted. */
export async function deleteWhenFree(
  { world }: ResourceTools,
  signal: AbortSignal,
  send: () => Promise<unknown>,
): Promise<void> {
  let attempt = 0;
  await until(world, signal, () => {
    attempt += 1;
    return ignoreMissing(send()).then(
      () => true,
      (error: unknown) => {
        if (!isInUse(error) || attempt >= ATTEMPTS) throw error;
        return undefined;
      },
    );
  });
}

/** ClusterContainsTasksException: a deleted service may still have tasks that are stopping. */
const BUSY = /^(DependencyViolation|ResourceInUse.*|ClusterContainsTasksException)$/;

const isInUse = (error: unknown): boolean => isServiceFailure(error) && BUSY.test(error.name);
