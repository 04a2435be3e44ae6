import type { Survey } from '../../world/survey';
import type { World } from '../../world/world';

/** The world that the gateway acts on, and the survey that only the doctor makes. */
export interface DoctorWorld extends World {
  survey: Survey;
  /**
   * The result of `work`, if it ends in time.
   * @param until in milliseconds since the epoch
   * @throws OutOfTimeError at that time. The work itself goes on; its result is ignored.
   */
  inTime<T>(until: number, work: Promise<T>): Promise<T>;
}
