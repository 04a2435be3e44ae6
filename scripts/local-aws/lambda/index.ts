/** AWS Lambda: functions run as processes on this machine, one process for each concurrent invocation. */
import { rmSync } from 'node:fs';
import { programPath } from '../program-path';
import { createService } from '../service/operation';
import { notPlayed } from '../wire/errors';
import type { AwsRequest, AwsResponse, AwsService } from '../wire/messages';
import { restFormat } from '../wire/rest';
import type { LocalWorld } from '../world';
import { makeCodeRoot } from './code';
import { EnvironmentPool } from './environment-pool';
import { FunctionStore } from './function-store';
import { createInvoker } from './invoker';
import { createLogs } from './logs';
import type { LambdaState } from './operation';
import { OPERATIONS, PATHS } from './operations';
import { answerRuntime } from './runtime-api';

export { RUNTIME_PATH } from './environment-pool';

export interface LambdaService {
  service: AwsService;
  /** Answers the runtime API, under `RUNTIME_PATH`. */
  runtime(request: AwsRequest): Promise<AwsResponse>;
  /** The lines that a function printed; none if it never ran. */
  logs(reference: string): readonly string[];
  /** The same lines, each behind its date. */
  datedLogs(reference: string): readonly string[];
  /** Ends every process and removes what was unpacked. */
  stop(): Promise<void>;
}

/** @param secondMs real milliseconds of one second of a function's time-out; 1000 is real time */
export async function createLambda(world: LocalWorld, { secondMs = 1000 } = {}): Promise<LambdaService> {
  const codeRoot = makeCodeRoot(world);
  const logs = createLogs(world);
  const pool = new EnvironmentPool(world, {
    bootstrap: await programPath('lambda-bootstrap', 'lambda/bootstrap.ts', () => codeRoot),
    secondMs,
    logs,
  });
  const store = new FunctionStore(world);
  const invoker = createInvoker(world, pool, logs);
  const state: LambdaState = { world, store, pool, invoker, logs, codeRoot };
  return {
    service: createService({
      format: restFormat(PATHS),
      operations: OPERATIONS,
      createState: () => state,
      refuse: ({ method, url }) => notPlayed(`lambda ${method} ${url.pathname}`),
    }),
    runtime: (request) => answerRuntime(pool, request),
    logs: (reference) => logs.of(store.arnOf(world.region, reference)),
    datedLogs: (reference) => logs.dated(store.arnOf(world.region, reference)),
    async stop() {
      await pool.close();
      await invoker.drained();
      rmSync(codeRoot, { recursive: true, force: true });
    },
  };
}
