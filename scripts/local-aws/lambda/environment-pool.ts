/** The execution environments of all functions. An idle one is reused; if all are busy, another one is started. */
import { randomUUID } from 'node:crypto';
import { isObject } from '../../../handlers/template-language/json';
import { AwsError } from '../wire/errors';
import type { LocalWorld } from '../world';
import { ExecutionEnvironment, type FunctionInvocation, type InvocationResult } from './execution-environment';
import type { LambdaFunction } from './function';
import type { Logs } from './logs';
import { environmentVariables } from './variables';

export interface EnvironmentPoolOptions {
  bootstrap: string;
  /** Real milliseconds of one second of a function's time-out. */
  secondMs: number;
  logs: Logs;
}

/** The path on the front below which each environment has its own runtime API. */
export const RUNTIME_PATH = '/local-aws/runtime/';

export class EnvironmentPool {
  readonly #environments = new Map<string, ExecutionEnvironment>();
  readonly #retired = new WeakSet<ExecutionEnvironment>();
  #closed = false;

  constructor(
    readonly world: LocalWorld,
    readonly options: EnvironmentPoolOptions,
  ) {}

  /**
   * Runs one invocation to its end.
   * @throws AwsError TooManyRequestsException (429) if the function's reserved concurrency is used up
   */
  async run(fn: LambdaFunction, invocation: FunctionInvocation): Promise<InvocationResult> {
    const { logs } = this.options;
    const environment = this.#environmentFor(fn);
    logs.add(fn.arn, `START RequestId: ${invocation.requestId} Version: $LATEST`);
    const begun = performance.now();
    const result = await environment.invoke(invocation);
    const duration = (performance.now() - begun).toFixed(2);
    if (environment.dead || this.#retired.has(environment)) {
      this.#environments.delete(environment.id);
      await environment.kill();
    }
    if (result.functionError !== undefined) {
      logs.add(fn.arn, `ERROR RequestId: ${invocation.requestId} ${errorTypeOf(result)}`);
    }
    logs.add(fn.arn, `END RequestId: ${invocation.requestId} Duration: ${duration} ms`);
    return result;
  }

  /** The environment with that id, which is part of its runtime API's path. */
  find(id: string): ExecutionEnvironment | undefined {
    return this.#environments.get(id);
  }

  /** Ends the environments of a function whose code or settings changed. Busy ones end after their invocation. */
  async retire(functionArn: string): Promise<void> {
    const old = [...this.#environments.values()].filter(({ fn }) => fn.arn === functionArn);
    for (const environment of old) this.#retired.add(environment);
    const idle = old.filter((environment) => environment.idle);
    for (const { id } of idle) this.#environments.delete(id);
    await Promise.all(idle.map((environment) => environment.kill()));
  }

  /** Ends every environment, busy or not. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#environments.values()].map((environment) => environment.kill()));
    this.#environments.clear();
  }

  #environmentFor(fn: LambdaFunction): ExecutionEnvironment {
    if (this.#closed) throw new AwsError('ServiceException', 'The embedded AWS is stopped', 503);
    const all = [...this.#environments.values()].filter((environment) => environment.fn.arn === fn.arn);
    const busy = all.filter((environment) => !environment.idle && !environment.dead).length;
    if (fn.reservedConcurrency !== undefined && busy >= fn.reservedConcurrency) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        Type: 'User',
      });
    }
    return all.find((environment) => environment.idle && !this.#retired.has(environment)) ?? this.#start(fn);
  }

  #start(fn: LambdaFunction): ExecutionEnvironment {
    const id = randomUUID();
    const runtimeApi = `${new URL(this.world.endpoint).host}${RUNTIME_PATH}${id}`;
    const { bootstrap, secondMs, logs } = this.options;
    const environment = new ExecutionEnvironment(id, fn, {
      variables: environmentVariables(this.world, fn, runtimeApi),
      bootstrap,
      secondMs,
      minuteMs: this.world.minuteMs,
      onLine: (line) => logs.add(fn.arn, line),
    });
    this.#environments.set(id, environment);
    return environment;
  }
}

/** Only the type of the error, because the text may be long and is usually in the log already. */
function errorTypeOf({ payload }: InvocationResult): string {
  const error: unknown = JSON.parse(payload);
  return isObject(error) ? String(error.errorType) : payload;
}
