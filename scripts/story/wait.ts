import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two looks. */
const LOOK_MS = 50;

/** It has not come about. */
export class TooLateError extends Error {
  override name = 'TooLateError';
}

/**
 * Looks again and again until it is so.
 * @param seconds of real time
 * @throws TooLateError if it is not so by then
 */
export async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean, seconds: number): Promise<T> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await pause(LOOK_MS)) {
    const seen = await look();
    if (isSo(seen)) return seen;
  }
  throw new TooLateError(`Not within ${seconds} s`);
}
