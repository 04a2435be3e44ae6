import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../package';
import { SeenAnswers } from './answers';
import type { AskedOfVisitors, ToldAnswers } from './messages';

/** Visitors of a URL, in a process of their own, so that sending costs nobody else any time. */
export class Visitors {
  readonly #process: ChildProcess;

  /** The process is there at once, and its first visitors come when they are sent. */
  constructor() {
    this.#process = fork(join(packageRoot(), 'dist', 'visitors.js'), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  /** From now on so many visitors a second come to the URL, evenly. */
  send(url: string, perSecond: number): void {
    this.#ask({ send: { url, perSecond } });
  }

  /** What they have seen since the last time that this was asked. @throws Error if the process has ended */
  async seen(): Promise<SeenAnswers> {
    const over = new AbortController();
    const { signal } = over;
    const gone = this.#gone(signal);
    try {
      this.#ask('tell');
      const [told] = (await Promise.race([once(this.#process, 'message', { signal }), gone])) as [ToldAnswers];
      return new SeenAnswers(told.answers.flatMap((number) => told.kinds[number] ?? []));
    } finally {
      over.abort();
    }
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    if (!this.#isRunning()) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }

  /** @throws Error when the process has ended */
  async #gone(signal: AbortSignal): Promise<never> {
    if (this.#isRunning()) await once(this.#process, 'exit', { signal });
    throw new Error('The process of the visitors has ended');
  }

  #isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  #ask(asked: AskedOfVisitors): void {
    // A process that has ended is noticed where its answer is waited for.
    this.#process.send(asked, () => {});
  }
}
