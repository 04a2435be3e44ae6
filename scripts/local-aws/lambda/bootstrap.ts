/**
 * The program in an execution environment. It loads the handler and then asks the runtime API for one invocation after the
 * other, as AWS's own runtime for Node.js does. Built to `dist/lambda-bootstrap.js`.
 */
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import timers from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Context } from 'aws-lambda';

type Handler = (event: unknown, context: Context, callback: (error: unknown, result?: unknown) => void) => unknown;

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

const api = new URL(`http://${env('AWS_LAMBDA_RUNTIME_API')}/2018-06-01/runtime/`);
const agent = new Agent({ keepAlive: true });
/** The request id of the invocation that the handler is working on. */
let current: string | undefined;

function env(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

function call(method: 'GET' | 'POST', path: string, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(new URL(path, api), { method, agent, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject).end(body);
  });
}

/** An error in the form in which the runtime API takes it. */
function describe(error: unknown): string {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return JSON.stringify({ errorType: name, errorMessage: message, trace: stack?.split('\n') ?? [] });
}

/** `index.handler` is the export `handler` of index.js, index.mjs or index.cjs in the task's root. */
async function loadHandler(): Promise<Handler> {
  const root = env('LAMBDA_TASK_ROOT');
  const [, file = '', name = ''] = /^(.*)\.([^./]+)$/.exec(env('_HANDLER')) ?? [];
  const path = ['.js', '.mjs', '.cjs'].map((extension) => join(root, file + extension)).find(existsSync);
  if (path === undefined) throw named('Runtime.ImportModuleError', `Cannot find module '${file}' in ${root}`);
  const module = path.endsWith('.mjs') ? await import(pathToFileURL(path).href) : createRequire(path)(path);
  const handler: unknown = module[name];
  if (typeof handler !== 'function') {
    throw named('Runtime.HandlerNotFound', `${env('_HANDLER')} is undefined or not exported`);
  }
  return handler as Handler;
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function contextOf(headers: Answer['headers']): Context {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const obsolete = () => {
    throw new Error('context.done, fail and succeed belong to runtimes before Node.js 4');
  };
  return {
    awsRequestId: String(headers['lambda-runtime-aws-request-id']),
    invokedFunctionArn: String(headers['lambda-runtime-invoked-function-arn']),
    functionName: env('AWS_LAMBDA_FUNCTION_NAME'),
    functionVersion: env('AWS_LAMBDA_FUNCTION_VERSION'),
    memoryLimitInMB: env('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: env('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: env('AWS_LAMBDA_LOG_STREAM_NAME'),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: obsolete,
    fail: obsolete,
    succeed: obsolete,
  };
}

/** The handler's result: it may return a value, return a promise, or call back. */
function run(handler: Handler, event: unknown, context: Context): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    if (returned instanceof Promise) returned.then(resolve, reject);
    else if (handler.length < 3) resolve(returned);
  });
}

async function serve(handler: Handler): Promise<never> {
  for (;;) {
    const { headers, body } = await call('GET', 'invocation/next');
    const context = contextOf(headers);
    current = context.awsRequestId;
    process.env._X_AMZN_TRACE_ID = String(headers['lambda-runtime-trace-id']);
    try {
      const result = await run(handler, JSON.parse(body), context);
      await call('POST', `invocation/${current}/response`, JSON.stringify(result) ?? 'null');
    } catch (error) {
      console.error(error);
      await call('POST', `invocation/${current}/error`, describe(error));
    }
    current = undefined;
  }
}

/** An error that nobody caught ends the environment, and the current invocation fails with it. */
async function endWith(error: unknown): Promise<void> {
  console.error(error);
  const path = current === undefined ? 'init/error' : `invocation/${current}/error`;
  await call('POST', path, describe(error)).catch(() => undefined);
  process.exit(1);
}

/** How often to look whether the parent is still the same, in milliseconds. */
const LOOK_EVERY_MS = 1000;

/**
 * Ends this process when the embedded AWS has ended, in whatever way: standard input ends then. Somebody else may hold that, so
 * the parent is looked at, too. A thread does it, because a handler may never yield.
 */
function endWithParent(): void {
  const code = `
    const end = () => process.kill(process.pid, 'SIGKILL');
    new (require('node:net').Socket)({ fd: 0 }).on('error', end).on('close', end).resume();
    setInterval(() => process.ppid === ${process.ppid} || end(), ${LOOK_EVERY_MS});`;
  new Worker(code, { eval: true }).unref();
}

/**
 * Makes the pauses that a handler takes through `node:timers/promises` take AWS time, because what the handler waits for
 * takes AWS time, too. Sockets and the SDK use other timers, which stay real.
 * @param minuteMs real milliseconds of one minute of AWS time
 */
function playPauses(minuteMs: number): void {
  const pause = timers.setTimeout;
  timers.setTimeout = (milliseconds = 0, ...rest) => pause((milliseconds * minuteMs) / 60_000, ...rest);
  syncBuiltinESMExports();
}

endWithParent();
playPauses(Number(process.argv[2]));
process.on('uncaughtException', endWith);
process.on('unhandledRejection', endWith);
loadHandler().then(serve).catch(endWith);
