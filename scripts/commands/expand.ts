import { Failure } from '../failure';
import { expandTemplate } from '../template/expansion';
import { loadTemplate } from '../template/load';
import { validateTemplate } from '../template/validate';
import { writeTemplate } from '../template/write';
import { type Command, UsageError } from './command';
import { readParameters, refuseUnknown } from './parameters';

/** `cfn-express expand`: the processed template, without an AWS account. */
export const expandCommand: Command = {
  name: 'expand',
  summary: 'Prints the template that the macro makes of FILE, offline.',
  synopsis: 'FILE [--parameter Name=value]… [--format yaml|json] [--validate] [--region REGION]',
  positionals: ['FILE'],
  options: {
    parameter: { value: 'Name=value', multiple: true, help: "A parameter's value; its default otherwise." },
    format: { value: 'yaml|json', help: 'How to print it; as FILE is written otherwise.' },
    validate: { help: "Holds the result against AWS's schemas (@aws/cloudformation-validate)." },
    region: { value: 'REGION', help: 'The Region that conditions and mappings see.' },
  },
  async run(call, context) {
    const format = readFormat(call.option('format'));
    const parameters = readParameters(call.all('parameter'));
    const file = await loadTemplate(call.positional('FILE'));
    refuseUnknown(file.value, parameters);
    const { template, blocks, warnings } = expandTemplate(file, parameters, {
      region: call.option('region') ?? context.region,
    });
    if (blocks === 0) throw new Failure(`${file.file}: there is no resource of type Express::Service to expand.`);
    if (warnings !== '') context.terminal.say(warnings);
    const findings = call.has('validate') ? await validateTemplate(template) : [];
    if (findings.length > 0) {
      throw new Failure(findings.map(({ path, message }) => `${path}: ${message}`).join('\n'));
    }
    context.terminal.print(writeTemplate(template, format ?? file.format));
  },
};

const readFormat = (format: string | undefined): 'yaml' | 'json' | undefined => {
  if (format === undefined || format === 'yaml' || format === 'json') return format;
  throw new UsageError(`--format is yaml or json, not ${format}.`);
};
