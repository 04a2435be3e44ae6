/** A container whose program really runs: a Node process of this machine, in a process group of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { endGroup, killGroup } from '../../moto/process-group';
import type { ContainerUsage, Listeners, PlayedContainer } from './container';
import { intoLines } from './lines';
import { killMarked, markOf } from './mark';
import { type PreloadOrder, type PreloadReport, readReport } from './preload-protocol';
import type { Reaper } from './reaper';

export interface NodeProcessOptions {
  /** After `node`. */
  args: readonly string[];
  /** All environment variables. */
  variables: Readonly<Record<string, string>>;
  /** Path of the built preload. */
  preload: string;
  order: PreloadOrder;
  /** Its servers are entered here as long as they listen, unless only the task itself can reach them. */
  listeners: Listeners;
  /** Gets what the program prints. */
  onLine(line: string): void;
}

/** Nothing of the container's file system is here. The official image starts programs in its root, too. */
const FOLDER = '/';
/** The exit code of a program that a shell cannot start. */
const CANNOT_START = 126;
/** Real milliseconds after which nobody waits any longer for the end of the output: a process that was not found holds it. */
const OUTPUT_MS = 2000;

export class NodeProcess implements PlayedContainer {
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;
  readonly #mark: string | undefined;
  readonly #listeners: Listeners;
  /** The container's ports that are entered for this process. */
  readonly #ports = new Set<number>();
  #usage: ContainerUsage = { cpuSeconds: 0, memoryMiB: 0 };

  private constructor(child: ChildProcess, { listeners, onLine, variables }: NodeProcessOptions) {
    this.#child = child;
    this.#mark = markOf(variables);
    this.#listeners = listeners;
    for (const stream of [child.stdout, child.stderr]) {
      const take = intoLines(onLine);
      stream?.on('data', take);
      stream?.once('end', () => take());
    }
    const reports = intoLines((line) => this.#take(readReport(line)));
    (child.stdio[3] as Readable).on('data', reports);
    this.ended = this.#end();
  }

  /** Starts the program as soon as the reaper guards its process, and ends the process if the reaper has ended. */
  static async start(options: NodeProcessOptions, reaper: Reaper): Promise<NodeProcess> {
    const { args, preload, variables, order } = options;
    const child = spawn(process.execPath, ['--require', preload, ...args], {
      cwd: FOLDER,
      detached: true,
      env: variables,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    });
    const orders = child.stdio[4] as Writable;
    for (const stream of child.stdio) stream?.on('error', () => {});
    const running = new NodeProcess(child, options);
    const { pid } = child;
    if (pid === undefined) return running;
    const isGuarded = await reaper.guard(pid, running.#mark);
    void running.ended.then(() => reaper.release(pid));
    if (isGuarded) orders.end(`${JSON.stringify(order)}\n`);
    else killGroup(pid);
    return running;
  }

  async stop(graceMs: number): Promise<void> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => void endGroup(this.#child), graceMs);
    await this.ended;
    clearTimeout(timer);
  }

  usage(): ContainerUsage {
    return this.#usage;
  }

  async #end(): Promise<number> {
    const closed = once(this.#child, 'close').catch(() => {});
    const ended = await once(this.#child, 'exit').catch(() => [CANNOT_START, null]);
    for (const port of this.#ports) this.#listeners.delete(port);
    // What it started ends with it, as the processes of a container do.
    if (this.#child.pid !== undefined) killGroup(this.#child.pid);
    if (this.#mark !== undefined) await killMarked(this.#mark);
    await this.#outputEnds(closed);
    const [code, signal]: (number | NodeJS.Signals | null)[] = ended;
    if (typeof code === 'number') return code;
    return 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
  }

  async #outputEnds(closed: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    const late = sleep(OUTPUT_MS, undefined, { signal: over.signal, ref: false }).then(() => setImmediate());
    await Promise.race([closed, late.catch(() => {})]);
    over.abort();
    for (const stream of this.#child.stdio) stream?.destroy();
  }

  #take(report: PreloadReport | undefined): void {
    if (report === undefined) return;
    if ('cpuSeconds' in report) this.#usage = report;
    else if ('close' in report) {
      if (this.#ports.delete(report.close)) this.#listeners.delete(report.close);
    } else if (!report.loopback && !this.#listeners.has(report.listen)) {
      this.#ports.add(report.listen);
      this.#listeners.set(report.listen, { port: report.at });
    }
  }
}
