import { isNotFound } from './failure-reason';

/** What a service answers about a resource; undefined if it says that there is none. */
export async function ifFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
