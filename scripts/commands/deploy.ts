import type { Command } from '../command-line/command';
import { regionOption, stackNameOption } from '../command-line/options';
import { readParameterOption } from '../command-line/parameter-option';
import { refuseInstallName, refuseInstallStack, waysOf } from '../install/names';
import { deployTemplate } from '../stacks/deploy-template';
import { outputsOf } from '../stacks/stacks';
import { loadTemplate } from '../template/load';
import { UserError } from '../user-error';

/** `cfn-express deploy` creates or updates a stack. */
export const deployCommand: Command = {
  name: 'deploy',
  summary: 'Creates or updates a stack from FILE, shows the progress, and prints its outputs.',
  synopsis: 'FILE --stack-name NAME [--parameter Name=value]… [--region REGION]',
  positionals: ['FILE'],
  options: {
    'stack-name': stackNameOption("The stack's name."),
    parameter: {
      value: 'Name=value',
      multiple: true,
      help: "A parameter's value. Without it the parameter keeps the stack's value, or gets its default.",
    },
    region: regionOption,
  },
  changesStack: true,
  async run(args, { terminal, connect }) {
    const stackName = args.option('stack-name') ?? '';
    refuseInstallName(stackName);
    const parameters = readParameterOption(args.all('parameter'));
    const file = await loadTemplate(args.positional('FILE'));
    const aws = connect(args.option('region'));
    const target = { stackName, parameters, ways: waysOf(stackName), refuse: refuseInstallStack };
    const { stack, changed } = await deployTemplate(aws, terminal, file, target).catch(withHint);
    terminal.say(changed ? `Stack ${stackName} is deployed.` : `Stack ${stackName} needs no changes.`);
    for (const [name, value] of Object.entries(outputsOf(stack))) terminal.print(`${name}=${value}`);
  },
};

/** Adds what to do: CloudFormation says only that there is no such transform. */
function withHint(error: unknown): never {
  if (error instanceof UserError && /No transform named \S*Express\b/.test(error.message)) {
    throw new UserError(
      `${error.message}\nThe macro is not installed in this account and Region. Install it with cfn-express install.`,
    );
  }
  throw error;
}
