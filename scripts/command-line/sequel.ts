import { StillRunningError } from '../user-error';
import type { Terminal } from './terminal';

/** What is left to be done by a command when CloudFormation goes on without it. */

/** A terminal that adds a sequel to what the user is told who interrupts the command. */
export const withSequel = (terminal: Terminal, sequel: string): Terminal => ({
  ...terminal,
  set ifInterrupted(text: string) {
    terminal.ifInterrupted = `${text}\n${sequel}`;
  },
  get ifInterrupted() {
    return terminal.ifInterrupted;
  },
});

/** Adds the same when the command stops watching. @throws the error, always */
export const addingSequel =
  (sequel: string) =>
  (error: unknown): never => {
    throw error instanceof StillRunningError
      ? new StillRunningError(`${error.message}\n${sequel}`, { cause: error })
      : error;
  };
