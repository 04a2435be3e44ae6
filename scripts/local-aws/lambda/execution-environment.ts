/** An execution environment: one process that takes one invocation at a time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { LambdaFunction } from './function';

/** Lambda's limit for the initialization phase. The function's time-out does not include that phase. */
const INIT_SECONDS = 10;

export interface FunctionInvocation {
  requestId: string;
  /** As JSON. */
  payload: string;
  /** `X-Amzn-Trace-Id` of this invocation. */
  traceId: string;
}

/** How an invocation ended. */
export interface InvocationResult {
  /** JSON: what the handler returned, or `{errorType, errorMessage, …}`. */
  payload: string;
  functionError?: 'Unhandled';
}

/** Answers a `GET /runtime/invocation/next` that is waiting. */
export type Next = (invocation: FunctionInvocation & { deadline: number }) => void;

export interface ExecutionEnvironmentOptions {
  /** All environment variables of the process. */
  variables: Record<string, string>;
  /** Path of the built bootstrap. */
  bootstrap: string;
  /** Real milliseconds of one second of the function's time-out. */
  secondMs: number;
  /** Real milliseconds of one minute of AWS time. */
  minuteMs: number;
  onLine(line: string): void;
}

export class ExecutionEnvironment {
  readonly #child: ChildProcess;
  readonly #timeoutMs: number;
  readonly #secondMs: number;
  #next: Next | undefined;
  #work: { invocation: FunctionInvocation; end(result: InvocationResult): void; timer?: NodeJS.Timeout } | undefined;
  /**
   * The failure of the initialization or of the invocation. It is reported only when the process has asked for more work or
   * has ended, so that no later invocation is given to a process that is about to end.
   */
  #failure: InvocationResult | undefined;
  #dead = false;

  constructor(
    readonly id: string,
    readonly fn: LambdaFunction,
    options: ExecutionEnvironmentOptions,
  ) {
    this.#secondMs = options.secondMs;
    this.#timeoutMs = fn.settings.timeout * options.secondMs;
    this.#child = spawn(process.execPath, [options.bootstrap, String(options.minuteMs)], {
      cwd: fn.code.folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      env: options.variables,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface(stream).on('line', options.onLine);
    }
    this.#child.once('error', (error) => this.#ended(error.message));
    this.#child.once('exit', (code, signal) => this.#ended(signal ? `signal: ${signal}` : `exit status ${code}`));
  }

  /** Whether it can take another invocation, now or when it has started. */
  get idle(): boolean {
    return !this.#dead && this.#work === undefined;
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** Runs an invocation. Resolves with its result and never rejects. Only for an idle environment. */
  invoke(invocation: FunctionInvocation): Promise<InvocationResult> {
    return new Promise((resolve) => {
      this.#work = { invocation, end: resolve };
      if (this.#next === undefined) this.#limit(this.#timeoutMs + INIT_SECONDS * this.#secondMs);
      else this.#handOver(this.#next);
    });
  }

  /** The process asks for its next invocation. */
  next(give: Next): void {
    this.#next = give;
    if (this.#failure !== undefined) this.#end(this.#failure);
    if (this.#work !== undefined) this.#handOver(give);
  }

  /** The process answers an invocation. Returns false if it was not given that invocation. */
  answer(requestId: string, result: InvocationResult): boolean {
    if (this.#work?.invocation.requestId !== requestId) return false;
    if (result.functionError === undefined) this.#end(result);
    else this.#failure = result;
    return true;
  }

  /** The process says that it could not start. It ends by itself. */
  initFailed(payload: string): void {
    this.#failure = { payload, functionError: 'Unhandled' };
  }

  /** Kills the process. Resolves when it is gone. */
  async kill(): Promise<void> {
    const running = this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
    if (!running) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  #handOver(give: Next): void {
    const work = this.#work;
    if (work === undefined) return;
    this.#next = undefined;
    this.#limit(this.#timeoutMs);
    give({ ...work.invocation, deadline: Date.now() + this.#timeoutMs });
  }

  #limit(milliseconds: number): void {
    if (this.#work === undefined) return;
    clearTimeout(this.#work.timer);
    this.#work.timer = setTimeout(() => this.#timedOut(), milliseconds);
  }

  #timedOut(): void {
    const seconds = this.fn.settings.timeout.toFixed(2);
    // Marked as dead before the answer is sent, because the caller's next invocation must get another environment.
    this.#dead = true;
    this.#child.kill('SIGKILL');
    this.#fail('Sandbox.Timedout', `Task timed out after ${seconds} seconds`);
  }

  #ended(how: string): void {
    this.#dead = true;
    if (this.#failure !== undefined) this.#end(this.#failure);
    else this.#fail('Runtime.ExitError', `Runtime exited with error: ${how}`);
  }

  #fail(errorType: string, text: string): void {
    const errorMessage = `RequestId: ${this.#work?.invocation.requestId} Error: ${text}`;
    this.#end({ payload: JSON.stringify({ errorType, errorMessage }), functionError: 'Unhandled' });
  }

  #end(result: InvocationResult): void {
    const work = this.#work;
    this.#work = undefined;
    this.#failure = undefined;
    clearTimeout(work?.timer);
    work?.end(result);
  }
}
