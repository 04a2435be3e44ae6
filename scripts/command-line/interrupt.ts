import type { Command } from './command';
import type { Terminal } from './terminal';

/** What Ctrl-C sends, and what whoever stops a job sends. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
type Signal = (typeof SIGNALS)[number];

/** The part of Node's process that is used here. */
export interface Interruptible {
  readonly pid: number;
  once(signal: Signal, listener: () => void): unknown;
  kill(pid: number, signal: Signal): unknown;
}

/**
 * Makes Ctrl-C say what was begun, and that CloudFormation goes on with it although the command that watches it ends.
 * @param command undefined when the user named no known command
 */
export function tellOnInterrupt(command: Command | undefined, terminal: Terminal, process: Interruptible): void {
  if (command?.changesStack !== true) return;
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      terminal.say(terminal.ifInterrupted);
      // The listener is gone now, so this ends the process as if there had been none: shells see that it was interrupted.
      process.kill(process.pid, signal);
    });
  }
}
