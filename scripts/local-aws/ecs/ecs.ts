/** What an operation of the played ECS is given, and what it is. */
import type { Moto } from './moto';
import type { Place } from './names';
import type { Play } from './play';
import type { EcsState } from './state';

/** ECS in one region. */
export interface Ecs {
  place: Place;
  play: Play;
  state: EcsState;
}

/** @returns the answer's members, with Dates for timestamps. @throws AwsError */
export type Operation<Input> = (ecs: Ecs, input: Input, moto: Moto) => object | Promise<object>;
