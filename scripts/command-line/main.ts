import { sentence } from '../../handlers/template-language/findings';
import { didYouMean } from '../../handlers/template-language/nearest';
import { StillRunningError, UserError } from '../user-error';
import { readArguments } from './arguments';
import { type Command, type CommandContext, UsageError } from './command';
import { explain } from './explain';
import { helpOf, overview } from './help';

/**
 * Runs the command line.
 * @param args what follows `cfn-express`
 * @returns the exit code: 0 success, 1 a finding or a failure, 2 wrong usage, 3 CloudFormation goes on unwatched
 */
export async function main(
  args: readonly string[],
  commands: readonly Command[],
  version: string,
  context: CommandContext,
): Promise<0 | 1 | 2 | 3> {
  const { terminal } = context;
  try {
    await run(args, commands, version, context);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      const name = commands.find((candidate) => candidate.name === args[0])?.name;
      const help = ['cfn-express', ...(name === undefined ? [] : [name]), '--help'].join(' ');
      terminal.say(`${terminal.paint('red', error.message)} See ${help}.`);
      return 2;
    }
    const isTold = error instanceof UserError || error instanceof StillRunningError;
    terminal.say(terminal.paint('red', isTold ? error.message : explain(error, context.credentials)));
    return error instanceof StillRunningError ? 3 : 1;
  }
}

async function run(
  [name, ...rest]: readonly string[],
  commands: readonly Command[],
  version: string,
  context: CommandContext,
): Promise<void> {
  if (name === undefined) throw new UsageError('No command given.');
  if (['--version', '-v', 'version'].includes(name)) return context.terminal.print(version);
  if (['--help', '-h', 'help'].includes(name)) {
    const [about] = rest;
    return context.terminal.print(about === undefined ? overview(commands) : helpOf(named(about, commands)));
  }
  const command = named(name, commands);
  const commandArguments = readArguments(command, rest);
  if (commandArguments === 'help') return context.terminal.print(helpOf(command));
  await command.run(commandArguments, context);
}

/** @throws UsageError when there is no command of that name */
function named(name: string, commands: readonly Command[]): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = commands.map((candidate) => candidate.name);
  throw new UsageError(sentence(`There is no command ${name}${didYouMean(name, names)}`));
}
