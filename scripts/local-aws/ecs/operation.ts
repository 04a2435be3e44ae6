import type { JsonOperation } from '../service/operation';
import type { EcsRegion } from './region';

export type EcsOperation<Parameters> = JsonOperation<Parameters, EcsRegion>;
