import { OutOfTimeError } from '../../world/errors';
import type { DoctorWorld } from './doctor-world';

/**
 * The answer to a question; undefined if there is no time to ask, or if none comes in time.
 * @param late in milliseconds since the epoch. @throws what the question throws
 */
export async function askedInTime<T>(
  { clock, inTime }: Pick<DoctorWorld, 'clock' | 'inTime'>,
  late: number,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  if (clock() > late) return undefined;
  try {
    return await inTime(late, ask());
  } catch (error) {
    if (error instanceof OutOfTimeError) return undefined;
    throw error;
  }
}
