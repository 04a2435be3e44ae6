import type { Command } from './command';
import type { Terminal } from './terminal';

/** The part of Node's process that is used here. */
export interface Interruptible {
  readonly pid: number;
  once(signal: 'SIGINT', listener: () => void): unknown;
  kill(pid: number, signal: 'SIGINT'): unknown;
}

/**
 * Makes Ctrl-C say that CloudFormation continues although the command that watches it ends.
 * @param command undefined when the user named no known command
 */
export function tellOnInterrupt(command: Command | undefined, terminal: Terminal, process: Interruptible): void {
  if (command?.changesStack !== true) return;
  process.once('SIGINT', () => {
    terminal.say('Interrupted. CloudFormation continues with what it has begun.');
    // The listener is gone now, so this ends the process as if there had been none: shells see that it was interrupted.
    process.kill(process.pid, 'SIGINT');
  });
}
