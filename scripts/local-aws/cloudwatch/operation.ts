import type { Operation } from '../service/operation';
import type { LocalWorld } from '../world';
import type { AlarmBook } from './alarm-book';

/** What CloudWatch keeps for a region. The metrics themselves are the world's. */
export interface CloudWatchRegion {
  world: LocalWorld;
  region: string;
  alarms: AlarmBook;
}

/** In both protocols the parameters have the SDK's type. */
export type CloudWatchOperation<Parameters> = Operation<Parameters, CloudWatchRegion, object>;
