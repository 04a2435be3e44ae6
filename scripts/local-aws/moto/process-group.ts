/** Programs that run as a process group of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts a program. Ctrl-C in a terminal does not reach it, because that reaches the terminal's process group only; and
 * `endGroup` ends with it whatever it started. Its standard input is a pipe that ends when this process ends.
 */
export const startGroup = (command: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess =>
  spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env });

/** Kills the program and what it started. Resolves when it is gone. */
export async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  killGroup(child.pid);
  await gone;
}

/** Kills every process of a group, if there is one. */
export function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    // It has ended meanwhile, and its `exit` event is on its way. macOS says EPERM then.
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

/** How a program ended, behind "it": `ended with exit code 1`, `was ended by SIGKILL`. */
export const howItEnded = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
