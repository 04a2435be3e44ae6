/** How a program that has things to clean up is asked to end. */
import { onUnwritable } from './unwritable';

/** The exit codes that shells report for a program that a signal ended: 128 plus the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
type Signal = keyof typeof EXIT_CODES;

/** The reason of the signal of `leaving`: the program is to end with that exit code. */
export class LeaveError extends Error {
  override name = 'LeaveError';
  constructor(
    readonly exitCode: number,
    /** Undefined if the output cannot be written any more. */
    readonly signal?: Signal,
  ) {
    super(`The program is to end with ${exitCode}`);
  }
}

/** The part of Node's process that is used here. */
export type Leavable = Parameters<typeof onUnwritable>[0] & { on(signal: Signal, listener: () => void): unknown };

/**
 * Lets the program end by itself when it is asked to. Later requests change nothing: npm passes on a Ctrl-C that the terminal has
 * sent to its children already.
 * @returns aborted with a LeaveError at the first signal, or when the output cannot be written any more
 */
export function leaving(process: Leavable): AbortSignal {
  const controller = new AbortController();
  // The first reason stays: AbortController ignores the others.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => controller.abort(new LeaveError(EXIT_CODES[signal], signal)));
  }
  onUnwritable(process, (exitCode) => controller.abort(new LeaveError(exitCode)));
  return controller.signal;
}
