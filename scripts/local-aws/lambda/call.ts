import type { Json, JsonObject } from '../../../handlers/template-language/json';
import type { AwsRequest, AwsResponse } from '../wire/messages';
import type { LocalWorld } from '../world';
import type { Invoker } from './invoke';
import type { Logs } from './logs';
import type { Pool } from './pool';
import type { FunctionStore } from './store';

/** What every operation of the Lambda API works on. */
export interface Lambda {
  world: LocalWorld;
  store: FunctionStore;
  pool: Pool;
  invoker: Invoker;
  logs: Logs;
  /** Where deployment packages are unpacked. */
  codeRoot: string;
}

/** One call: what the path names, and what the body says. */
export interface Call {
  request: AwsRequest;
  region: string;
  /** Decoded path parameters: the function's name or ARN first. */
  parameters: string[];
  /** The JSON body; only for operations that have one. */
  body(): JsonObject;
}

export type Operation = (lambda: Lambda, call: Call) => Promise<AwsResponse> | AwsResponse;

/** The texts of a JSON object: tags, variables. */
export function textsIn(object: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]: [string, Json | undefined]) => [name, String(value)]),
  );
}
