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

/** `cfn-express expand` prints the processed template. It needs no AWS account. */
export const expandCommand: Command = {
  name: 'expand',
  summary: 'Prints the template that the macro makes from FILE, offline.',
  synopsis: 'FILE [--parameter Name=value]… [--format yaml|json] [--validate] [--region REGION] [--account ID]',
  positionals: ['FILE'],
  options: {
    parameter: {
      value: 'Name=value',
      multiple: true,
      help: "A parameter's value. Without it the parameter has its default.",
    },
    format: { value: 'yaml|json', help: 'The output format. The default is the format of FILE.' },
    validate: {
      help: "Checks the result against AWS's schemas (@aws/cloudformation-validate). Mistakes that FILE has without the macro are warnings only.",
    },
    region: {
      value: 'REGION',
      help: 'The Region that conditions and mappings see. The default comes from AWS_REGION, else us-east-1.',
    },
    account: { value: 'ID', help: 'The account that conditions and mappings see. The default is 123456789012.' },
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

const BEFORE_THE_MACRO =
  "Warnings: AWS's schemas do not allow these parts of the template, which the macro did not make:";

/** The native resource has the same properties under another type, so its users are told how to convert it. */
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
  throw new UsageError(`--account must be an account id of twelve digits, not ${account}.`);
}
