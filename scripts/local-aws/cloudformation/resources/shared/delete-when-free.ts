/** Deletes what may still be in use for a while: by interfaces that go, by a listener that is being taken down, by tasks that stop. */

import type { ResourceTools } from '../resource-type';
import { isServiceFailure } from './failure-reason';
import { ignoreMissing } from './ignore-missing';
import { until } from './until';

/** Looks, three seconds of AWS time apart, before a deletion fails for good. */
const ATTEMPTS = 60;

/** Tries `send` again as long as AWS answers that something depends on it; what is gone already counts as deleted. */
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

/** The last: a service is gone for ECS while its last tasks are still stopping. */
const BUSY = /^(DependencyViolation|ResourceInUse.*|ClusterContainsTasksException)$/;

const isInUse = (error: unknown): boolean => isServiceFailure(error) && BUSY.test(error.name);
