import type { Terminal } from './terminal';

/** What is needed of Node's process. */
export interface Interruptible {
  readonly pid: number;
  once(signal: 'SIGINT', listener: () => void): unknown;
  kill(pid: number, signal: 'SIGINT'): unknown;
}

/** Commands that only watch what CloudFormation does. */
const WATCHING: ReadonlySet<string | undefined> = new Set(['install', 'uninstall', 'deploy', 'delete']);

/**
 * Has Ctrl-C say that CloudFormation does not stop with the command that watches it.
 * @param name the command's
 */
export function tellOnInterrupt(name: string | undefined, terminal: Terminal, process: Interruptible): void {
  if (!WATCHING.has(name)) return;
  process.once('SIGINT', () => {
    terminal.say('Interrupted. CloudFormation goes on with what it has begun.');
    // With the listener gone this ends the process as if there had been none: shells see that it was interrupted.
    process.kill(process.pid, 'SIGINT');
  });
}
