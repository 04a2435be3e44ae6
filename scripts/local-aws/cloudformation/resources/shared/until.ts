/** Waits for a resource to reach a state. */
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalWorld } from '../../../world';
import { CancelledError } from '../resource-type';

/** Seconds of AWS time between two looks, and the least real milliseconds. */
const POLL_SECONDS = 3;
const POLL_MS = 25;

/**
 * Calls `look` again and again until it returns a value.
 * @throws CancelledError once `signal` is aborted, and whatever `look` throws
 */
export async function until<Value>(
  world: LocalWorld,
  signal: AbortSignal,
  look: () => Promise<Value | undefined>,
): Promise<Value> {
  for (;;) {
    if (signal.aborted) throw new CancelledError();
    const value = await look();
    if (value !== undefined) return value;
    await Promise.all([world.sleep(POLL_SECONDS), delay(POLL_MS, undefined, { signal: world.signal })]);
  }
}
