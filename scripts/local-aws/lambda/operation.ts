import type { Json, JsonObject } from '../../../handlers/template-language/json';
import type { OperationCall, RestOperation } from '../service/operation';
import type { RestParameters } from '../wire/rest';
import type { LocalWorld } from '../world';
import type { EnvironmentPool } from './environment-pool';
import type { LambdaFunction } from './function';
import type { FunctionStore } from './function-store';
import type { Invoker } from './invoker';
import type { Logs } from './logs';

/** What every operation of Lambda works with. It holds the functions of all Regions. */
export interface LambdaState {
  world: LocalWorld;
  store: FunctionStore;
  pool: EnvironmentPool;
  invoker: Invoker;
  logs: Logs;
  /** Where deployment packages are unpacked. */
  codeRoot: string;
}

export type LambdaOperation = RestOperation<LambdaState>;
export type LambdaCall = OperationCall<RestParameters, LambdaState>;

/**
 * The function that the path names.
 * @throws AwsError ResourceNotFoundException
 */
export function functionOf({ state, region, parameters }: LambdaCall): LambdaFunction {
  return state.store.get(region, parameters.path.FunctionName ?? '');
}

/** The values of a JSON object as texts, for tags and variables. */
export function textsIn(object: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]: [string, Json | undefined]) => [name, String(value)]),
  );
}
