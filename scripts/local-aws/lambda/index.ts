/** AWS Lambda: functions run as processes on this machine, a process per concurrent invocation. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsRequest, AwsResponse, AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import { bootstrapPath } from './bootstrap-path';
import type { Lambda } from './call';
import { createInvoker } from './invoke';
import { createLogs } from './logs';
import { Pool } from './pool';
import { route } from './routes';
import { answerRuntime } from './runtime-api';
import { FunctionStore } from './store';

export { RUNTIME_PATH } from './pool';

export interface LambdaService {
  service: AwsService;
  /** Answers the runtime API, under `RUNTIME_PATH`. */
  runtime(request: AwsRequest): Promise<AwsResponse>;
  /** What a function printed, line by line; none when it never ran. */
  logs(reference: string): readonly string[];
  /** Ends every process and removes what was unpacked. */
  stop(): Promise<void>;
}

/** @param secondMs real milliseconds of one second of a function's time-out; 1000 is real time */
export async function createLambda(world: LocalWorld, { secondMs = 1000 } = {}): Promise<LambdaService> {
  const codeRoot = await mkdtemp(join(tmpdir(), 'cfn-express-lambda-'));
  const logs = createLogs(world.log);
  const pool = new Pool(world, { bootstrap: await bootstrapPath(codeRoot), secondMs, logs });
  const store = new FunctionStore(world);
  const invoker = createInvoker(world, pool, logs);
  const lambda: Lambda = { world, store, pool, invoker, logs, codeRoot };
  return {
    async service(request) {
      const { operation, call } = route(request);
      return operation(lambda, call);
    },
    runtime: (request) => answerRuntime(pool, request),
    logs: (reference) => logs.of(store.arnOf(world.region, reference)),
    async stop() {
      await pool.close();
      await invoker.drained();
      await rm(codeRoot, { recursive: true, force: true });
    },
  };
}
