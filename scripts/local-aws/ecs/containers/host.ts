/** What plays the containers of all tasks of one embedded AWS. */
import type { LocalWorld } from '../../world';
import type { PlayedContainer } from './container';
import { ContainerEndpoints } from './endpoints';
import { NodeProcesses } from './node-processes';

export class ContainerHost {
  readonly endpoints = new ContainerEndpoints();
  readonly processes: NodeProcesses;
  readonly #running = new Set<PlayedContainer>();
  #stopped = false;

  /** @param runNode whether Node images with their program in the command are run as processes */
  constructor(
    { makeFolder }: Pick<LocalWorld, 'makeFolder'>,
    readonly runNode = false,
  ) {
    this.processes = new NodeProcesses(makeFolder);
  }

  /** Sees to it that the container ends when the embedded AWS does. */
  keep(container: PlayedContainer): void {
    if (this.#stopped) void container.stop(0);
    this.#running.add(container);
    void container.ended.then(() => this.#running.delete(container));
  }

  /** Ends every container at once. Resolves when no process and no open port is left. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([this.processes.stop(), ...[...this.#running].map((container) => container.stop(0))]);
  }
}
