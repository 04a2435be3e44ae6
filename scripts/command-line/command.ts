import type { Aws } from '../aws';
import type { CredentialSource } from '../credentials';
import type { Terminal } from './terminal';

/** One command of the command line. */
export interface Command {
  name: string;
  /** What it does, in one line. */
  summary: string;
  /** What follows the command's name in the help: `FILE [--format yaml|json]`. */
  synopsis: string;
  /** Names of the positional arguments. All of them are required. */
  positionals: readonly string[];
  options: Readonly<Record<string, Option>>;
  /** Set if CloudFormation changes a stack for this command, and continues when the command is interrupted. */
  changesStack?: true;
  /**
   * Does the work. Results go to `terminal.print`, everything else to `terminal.say`.
   * @throws UsageError for wrong arguments and UserError for what the user can fix; any other error is explained by
   *   name
   */
  run(args: Arguments, context: CommandContext): Promise<void>;
}

/** One option of a command. */
export interface Option {
  /** The name of the value in the help. An option without it takes no value. */
  value?: string;
  multiple?: boolean;
  required?: boolean;
  help: string;
  /** The values that AWS accepts, and the rule in a sentence. Any other is refused before anything is sent. */
  accepts?: { pattern: RegExp; rule: string };
}

/** What the user has typed after a command's name, checked against the command's options. */
export interface Arguments {
  positional(name: string): string;
  /** The option's value; undefined when the option was not given. */
  option(name: string): string | undefined;
  /** Every value of an option that may be given several times. */
  all(name: string): readonly string[];
  has(name: string): boolean;
}

/** What a command uses besides its arguments. */
export interface CommandContext {
  terminal: Terminal;
  /** The Region from the environment; undefined when the environment sets none. */
  region: string | undefined;
  /** Where the credentials come from, as far as the environment decides it. */
  credentials: CredentialSource;
  /** @throws UserError when the environment names a profile that is not configured */
  connect(region?: string): Aws;
}

/** The user has typed something wrong. The exit code is 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
