import type { Survey } from '../../world/survey';
import type { World } from '../../world/world';

/** The world that the gateway acts on, and the survey that only the doctor makes. */
export interface DoctorWorld extends World {
  survey: Survey;
}
