/** The processes of all tasks of one embedded AWS. */
import { rmSync } from 'node:fs';
import { programPath } from '../../program-path';
import type { LocalWorld } from '../../world';
import { NodeProcess, type NodeProcessOptions } from './node-process';
import { Reaper } from './reaper';

/** This machine is not a cluster. */
export const MOST_PROCESSES = 8;

export class NodeProcesses {
  readonly #running = new Set<NodeProcess>();
  readonly #starting = new Set<Promise<NodeProcess>>();
  #folder: string | undefined;
  #preload: Promise<string> | undefined;
  #reaper: Reaper | undefined;
  #stopped = false;

  constructor(readonly makeFolder: LocalWorld['makeFolder']) {}

  /** @returns undefined if there are as many processes as there may be */
  async start(options: Omit<NodeProcessOptions, 'preload'>): Promise<NodeProcess | undefined> {
    if (this.#stopped || this.#running.size + this.#starting.size >= MOST_PROCESSES) return undefined;
    const starting = this.#start(options);
    this.#starting.add(starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(starting);
    }
  }

  async #start(options: Omit<NodeProcessOptions, 'preload'>): Promise<NodeProcess> {
    this.#preload ??= this.#build();
    const started = await NodeProcess.start({ ...options, preload: await this.#preload }, this.#guardian());
    this.#running.add(started);
    void started.ended.then(() => this.#running.delete(started));
    return started;
  }

  /** Ends all of them at once, and removes what was built. Resolves when no process is left. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.allSettled(this.#starting);
    await Promise.all([...this.#running].map((each) => each.stop(0)));
    await this.#reaper?.end();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  #build(): Promise<string> {
    return programPath('task-preload', 'ecs/containers/preload.ts', () => {
      this.#folder = this.makeFolder('tasks');
      return this.#folder;
    });
  }

  /** If somebody ends the reaper, no process may go on unguarded. */
  #guardian(): Reaper {
    if (this.#reaper !== undefined) return this.#reaper;
    const reaper = new Reaper();
    this.#reaper = reaper;
    void reaper.ended.then(() => {
      if (this.#reaper === reaper) this.#reaper = undefined;
      for (const each of this.#running) void each.stop(0);
    });
    return reaper;
  }
}
