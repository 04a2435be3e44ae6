import { isNotFound } from './failure-reason';

/** Deletes what may be gone already. */
export async function ignoreMissing(deletion: Promise<unknown>): Promise<void> {
  await deletion.catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
}
