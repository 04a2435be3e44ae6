import { type Arguments, type Command, type CommandContext, UsageError } from '../command-line/command';
import { readChoice, regionOption, stackNameOption } from '../command-line/options';
import { readParameterOption } from '../command-line/parameter-option';
import { refuseInstallName } from '../install/names';
import { inputOfFiles, inputOfStack, type PlanInput } from '../plan/input';
import { UserError } from '../user-error';

/** `cfn-express plan` shows what an update would do, and changes nothing. */
export const planCommand: Command = {
  name: 'plan',
  summary: 'Shows what an update to FILE would create, change, replace and delete, and whether traffic is interrupted.',
  synopsis: 'FILE --from OLD|--stack-name NAME [--parameter Name=value]… [--format text|json] [--region REGION]',
  positionals: ['FILE'],
  options: {
    from: { value: 'OLD', help: 'The template to start from.' },
    'stack-name': stackNameOption('The stack to start from, as it is deployed.', {}),
    parameter: {
      value: 'Name=value',
      multiple: true,
      help: "A parameter's value, in OLD too. Without it the parameter keeps the stack's value, or gets its default.",
    },
    'from-parameter': { value: 'Name=value', multiple: true, help: "A parameter's value in OLD only." },
    format: { value: 'text|json', help: 'The output format. The default is text.' },
    region: regionOption,
  },
  async run(args, context) {
    const format = readChoice(args, 'format', ['text', 'json']) ?? 'text';
    const { from, to, notes } = await readInput(args, context);
    for (const note of notes) context.terminal.say(note);
    // Loaded only now: AWS's schemas are large, and no other command needs them.
    const [{ planBetween }, { describePlan }] = await Promise.all([import('../plan/plan'), import('../plan/describe')]);
    const plan = planBetween(from, to);
    const text = format === 'json' ? JSON.stringify(plan, null, 2) : describePlan(plan);
    if (text !== '') context.terminal.print(text);
    if (plan.refusals.length > 0) throw new UserError(['The update would fail.', ...plan.refusals].join('\n'));
  },
};

async function readInput(args: Arguments, { region, connect }: CommandContext): Promise<PlanInput> {
  const [file, from, stackName] = [args.positional('FILE'), args.option('from'), args.option('stack-name')];
  const parameters = readParameterOption(args.all('parameter'));
  const fromOnly = readParameterOption(args.all('from-parameter'));
  if (from !== undefined && stackName === undefined) {
    return inputOfFiles({ from, to: file }, { both: parameters, fromOnly }, args.option('region') ?? region);
  }
  if (stackName === undefined || from !== undefined) {
    throw new UsageError('plan needs either --from OLD or --stack-name NAME.');
  }
  if (args.has('from-parameter')) throw new UsageError('--from-parameter needs --from OLD.');
  refuseInstallName(stackName);
  return inputOfStack(connect(args.option('region')), stackName, file, parameters);
}
