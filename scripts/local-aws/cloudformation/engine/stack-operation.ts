/** One operation on one stack, and what it works with. */
import type { LocalWorld } from '../../world';
import type { ResourceType } from '../resources/resource-type';
import type { Stack } from '../state/stack';
import type { StackPolicy } from '../state/stack-policy';
import type { StackStore } from '../state/stack-store';
import type { DesiredStack } from '../template/desired-stack';
import type { LookUp } from '../template/dynamic-references';
import type { PreparedTemplate } from '../template/prepared-template';

/** What every operation in one region works with. */
export interface EngineTools {
  world: LocalWorld;
  store: StackStore;
  typeOf(type: string): ResourceType;
  lookUp: LookUp;
}

/** Runs the macros of the operation's template, and checks the template. */
export type Prepare = () => Promise<PreparedTemplate>;

/** A creation, an update or a deletion. */
export interface StackOperation {
  stack: Stack;
  /** ClientRequestToken of the request, repeated in every event. */
  token?: string;
  /** What an update may do; absent: everything. */
  policy?: StackPolicy;
  /** Aborted if the operation is given up: the world stops, or the stack is deleted during its creation. */
  signal: AbortSignal;
  typeOf(type: string): ResourceType;
  lookUp: LookUp;
  /** Waits for seconds of AWS time. */
  sleep(seconds: number): Promise<void>;
}

/** An operation whose template is prepared. */
export interface PreparedOperation extends StackOperation {
  desiredStack: DesiredStack;
}
