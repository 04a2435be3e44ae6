/** Invocations: synchronous ones (RequestResponse), and asynchronous ones with retries (Event). */

import { randomUUID } from 'node:crypto';
import { AwsError, messageOf } from '../wire/errors';
import type { LocalWorld } from '../world';
import { type DiscardedEvent, deliver, deliveryFailure, invocationRecord } from './destinations';
import type { EnvironmentPool } from './environment-pool';
import { userError } from './errors';
import type { FunctionInvocation, InvocationResult } from './execution-environment';
import type { LambdaFunction } from './function';
import type { Logs } from './logs';
import { enter, MAXIMUM_HOPS } from './recursion';

/** The most bytes of a payload, synchronous and asynchronous (Lambda's quotas). */
const SYNC_BYTES = 6 * 1024 * 1024;
const ASYNC_BYTES = 1024 * 1024;

/** Seconds until the first and the second retry ("How Lambda handles errors and retries with asynchronous invocation"). */
const RETRY_SECONDS = [60, 120];
/** Seconds between tries while the function is throttled: Lambda starts at one second. */
const THROTTLED_SECONDS = 1;
/** Seconds for which an event is tried if the function does not say. */
const DEFAULT_AGE_SECONDS = 21_600;

export interface Invoker {
  /** @throws AwsError TooManyRequestsException, RecursiveInvocationException, InvalidRequestContentException, RequestTooLargeException */
  invoke(fn: LambdaFunction, payload: string, trace?: string): Promise<InvocationResult>;
  /**
   * Queues an event, which runs later. Throws the same errors as `invoke` if the event itself is wrong.
   * @param current finds the function as it is when a try starts; undefined if it was deleted in the meantime
   */
  enqueue(fn: LambdaFunction, payload: string, current: () => LambdaFunction | undefined, trace?: string): void;
  /** Resolves when no queued event is left. */
  drained(): Promise<void>;
}

export function createInvoker(world: LocalWorld, pool: EnvironmentPool, logs: Logs): Invoker {
  const queued = new Set<Promise<void>>();

  /** Tries an event until it succeeds, is too old, or has no retries left. */
  async function work(invocation: FunctionInvocation, current: () => LambdaFunction | undefined): Promise<void> {
    // In seconds of AWS time: waiting is played, and a function runs in real time. How busy this machine is does not count.
    let age = 0;
    let last: InvocationResult | undefined;
    for (let failures = 0; ; ) {
      const fn = current();
      if (fn === undefined) return;
      const { maximumEventAge = DEFAULT_AGE_SECONDS, maximumRetries = RETRY_SECONDS.length } = fn.eventInvoke ?? {};
      const isOff = fn.reservedConcurrency === 0;
      const begun = performance.now();
      const result = isOff ? 'throttled' : await attempt(fn, invocation);
      age += (performance.now() - begun) / pool.options.secondMs;
      if (result !== 'throttled') {
        if (result.functionError === undefined) return;
        last = result;
        failures++;
      }
      const wait = result === 'throttled' ? THROTTLED_SECONDS : (RETRY_SECONDS[failures - 1] ?? 0);
      // A concurrency of zero switches a function off: its events are discarded without a try.
      const exhausted = failures > maximumRetries || isOff;
      if (exhausted || age + wait > maximumEventAge) {
        logs.add(fn.arn, `DROPPED RequestId: ${invocation.requestId} after ${failures} failed tries`);
        const condition = exhausted ? 'RetriesExhausted' : 'EventAgeExceeded';
        return discard(fn, { invocation, condition, attempts: failures, ...(last && { last }) });
      }
      await world.sleep(wait);
      age += wait;
    }
  }

  async function attempt(fn: LambdaFunction, invocation: FunctionInvocation): Promise<InvocationResult | 'throttled'> {
    try {
      return await pool.run(fn, invocation);
    } catch (error) {
      if (error instanceof AwsError && error.status === 429) return 'throttled';
      throw error;
    }
  }

  /** Sends the record of the event to the function's on-failure destination, if it has one. */
  async function discard(fn: LambdaFunction, event: DiscardedEvent): Promise<void> {
    const destination = fn.eventInvoke?.onFailure;
    if (destination === undefined) return;
    try {
      await deliver(world, fn, destination, invocationRecord(fn, event, world.now()));
    } catch (error) {
      logs.add(fn.arn, deliveryFailure(destination, error));
    }
  }

  function inBackground(fn: LambdaFunction, { requestId }: FunctionInvocation, task: Promise<void>): void {
    const done = task.catch((error) => {
      if (!world.signal.aborted) world.log(`[${fn.name}] event ${requestId} was lost: ${error}`);
    });
    queued.add(done);
    done.finally(() => queued.delete(done));
  }

  return {
    async invoke(fn, payload, trace) {
      checkPayload(payload, SYNC_BYTES);
      const { header, hops } = enter(fn, trace, world.now());
      if (isLoop(fn, hops)) throw userError('RecursiveInvocationException', loopText(fn, hops));
      return pool.run(fn, { requestId: randomUUID(), payload, traceId: header });
    },
    enqueue(fn, payload, current, trace) {
      checkPayload(payload, ASYNC_BYTES);
      const { header, hops } = enter(fn, trace, world.now());
      const invocation = { requestId: randomUUID(), payload, traceId: header };
      if (!isLoop(fn, hops)) return inBackground(fn, invocation, work(invocation, current));
      // The caller of an asynchronous invocation is not told, and the event does not run. The destination gets its record ("Use
      // Lambda recursive loop detection"); the guide does not say with which condition.
      logs.add(fn.arn, `DROPPED ${loopText(fn, hops)}`);
      inBackground(fn, invocation, discard(fn, { invocation, condition: 'RetriesExhausted', attempts: 0 }));
    },
    async drained() {
      while (queued.size > 0) await Promise.all(queued);
    },
  };
}

function isLoop(fn: LambdaFunction, hops: number): boolean {
  return hops > MAXIMUM_HOPS && fn.recursiveLoop === 'Terminate';
}

function loopText(fn: LambdaFunction, hops: number): string {
  return `Lambda detected ${fn.name} being invoked in a recursive loop (${hops} times) and stopped it`;
}

function checkPayload(payload: string, limit: number): void {
  const size = Buffer.byteLength(payload);
  if (size > limit) {
    const message = `${size} byte payload is too large for the invocation (limit ${limit} bytes)`;
    throw userError('RequestTooLargeException', message, 413);
  }
  try {
    JSON.parse(payload);
  } catch (error) {
    const message = `Could not parse request body into json: ${messageOf(error)}`;
    throw userError('InvalidRequestContentException', message);
  }
}
