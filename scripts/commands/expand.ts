import { member } from '../../handlers/template-language/json';
import { type Command, UsageError } from '../command-line/command';
import { readChoice } from '../command-line/options';
import { readParameterOption } from '../command-line/parameter-option';
import { expandTemplate } from '../template/expansion';
import { listFindings, loadTemplate, type TemplateFile } from '../template/load';
import { refuseWrongParameters } from '../template/parameters';
import { inSource, validateAgainstSchemas } from '../template/validate';
import { writeTemplate } from '../template/write';
import { UserError } from '../user-error';

/** `cfn-express expand`: the processed template, without an AWS account. */
export const expandCommand: Command = {
  name: 'expand',
  summary: 'Prints the template that the macro makes of FILE, offline.',
  synopsis: 'FILE [--parameter Name=value]… [--format yaml|json] [--validate] [--region REGION] [--account ID]',
  positionals: ['FILE'],
  options: {
    parameter: { value: 'Name=value', multiple: true, help: "A parameter's value; its default otherwise." },
    format: { value: 'yaml|json', help: 'How to print it; as FILE is written otherwise.' },
    validate: {
      help: "Holds the result against AWS's schemas (@aws/cloudformation-validate). What FILE has wrong without the macro is a warning, and fails nothing.",
    },
    region: { value: 'REGION', help: 'The Region that conditions and mappings see.' },
    account: { value: 'ID', help: 'The account that they see; 123456789012 otherwise.' },
  },
  async run(args, context) {
    const format = readChoice(args, 'format', ['yaml', 'json']);
    const parameters = readParameterOption(args.all('parameter'));
    const file = await loadTemplate(args.positional('FILE'));
    refuseWrongParameters(file.value, parameters);
    const { template, blocks, warnings } = expandTemplate(file, parameters, {
      region: args.option('region') ?? context.region,
      accountId: readAccount(args.option('account')),
    });
    if (blocks === 0) throw new UserError(nothingToExpand(file));
    if (warnings !== '') context.terminal.say(warnings);
    if (args.has('validate')) {
      const { ours, theirs } = await validateAgainstSchemas(template, file.value);
      if (theirs.length > 0) context.terminal.say(`${BEFORE_THE_MACRO}\n${listFindings(file, theirs)}`);
      if (ours.length > 0) throw new UserError(listFindings(file, inSource(ours, file)));
    }
    context.terminal.print(writeTemplate(template, format ?? file.format));
  },
};

const BEFORE_THE_MACRO = 'AWS finds fault with the template itself, in what the macro did not make (warnings):';

/** The native block differs by its type alone; whoever gives one wants to know that. */
function nothingToExpand({ file, value }: TemplateFile): string {
  const native = Object.entries(value.Resources ?? {})
    .filter(([, resource]) => member(resource, 'Type') === 'AWS::ECS::ExpressGatewayService')
    .map(([name]) => name);
  const hint =
    `To expand ${native.join(', ')}, change its Type from AWS::ECS::ExpressGatewayService to Express::Service ` +
    'and add "Transform: Express".';
  return `${file}: there is no resource of type Express::Service to expand.${native.length > 0 ? ` ${hint}` : ''}`;
}

function readAccount(account: string | undefined): string | undefined {
  if (account === undefined || /^\d{12}$/.test(account)) return account;
  throw new UsageError(`--account is an account id of twelve digits, not ${account}.`);
}
