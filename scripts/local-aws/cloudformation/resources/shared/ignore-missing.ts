import { isNotFound } from './failure-reason';

/** Awaits the deletion of something that may not exist any more. */
export async function ignoreMissing(deletion: Promise<unknown>): Promise<void> {
  await deletion.catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
}
