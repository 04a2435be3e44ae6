import type { Aws } from '../aws';
import type { Terminal } from './terminal';

/** One command of the command line. */
export interface Command {
  name: string;
  /** What it does, in one line. */
  summary: string;
  /** What follows the command's name: `FILE [--format yaml|json]`. */
  synopsis: string;
  /** Names of the positional arguments, all of them required. */
  positionals: readonly string[];
  options: Readonly<Record<string, Option>>;
  /** Whether CloudFormation changes a stack for it, and continues when the command is interrupted. */
  changesStack?: true;
  /**
   * Does the work. Results go to `terminal.print`, everything else to `terminal.say`.
   * @throws UserError for what the user can mend; anything else is shown by its name and message.
   */
  run(args: Arguments, context: CommandContext): Promise<void>;
}

export interface Option {
  /** The value's name in the help; absent for a switch. */
  value?: string;
  multiple?: boolean;
  required?: boolean;
  help: string;
}

/** A command's arguments, checked against its options. */
export interface Arguments {
  positional(name: string): string;
  /** The option's value, or undefined when it was not given. */
  option(name: string): string | undefined;
  /** Every value of an option that may be given often. */
  all(name: string): readonly string[];
  has(name: string): boolean;
}

/** The world around a command. */
export interface CommandContext {
  terminal: Terminal;
  /** Region from the environment; undefined when none is set there. */
  region: string | undefined;
  connect(region?: string): Aws;
}

/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
