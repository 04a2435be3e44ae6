import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '../command-line/command';
import { regionOption } from '../command-line/options';
import { readParameterOption } from '../command-line/parameter-option';
import { type Archive, archive, uploadArchive } from '../install/archive';
import { ensureBucket } from '../install/make-bucket';
import { deletionOf, INSTALL_STACK } from '../install/names';
import { packageRoot, packageVersion } from '../package';
import { deployTemplate } from '../stacks/deploy-template';
import { outputsOf } from '../stacks/stacks';
import { loadTemplate } from '../template/load';
import { UserError } from '../user-error';

/** `cfn-express install` installs the macro, the gateway and the ledger, once per account and Region. */
export const installCommand: Command = {
  name: 'install',
  summary: 'Installs or updates the macro and the gateway in this account and Region.',
  synopsis: '[--parameter Name=value]… [--region REGION]',
  positionals: [],
  options: {
    parameter: {
      value: 'Name=value',
      multiple: true,
      help: 'A parameter of templates/express.yaml: MaxServicesPerLoadBalancer, LogRetentionInDays.',
    },
    region: regionOption,
  },
  changesStack: true,
  async run(args, { terminal, connect }) {
    const parameters = readParameterOption(args.all('parameter'));
    const template = await loadTemplate(join(packageRoot(), 'templates', 'express.yaml'));
    const [macro, gateway] = await Promise.all([bundle('macro'), bundle('gateway')]);
    const aws = connect(args.option('region'));
    terminal.ifInterrupted = 'Interrupted. No stack is changed. To go on: cfn-express install';
    const bucket = await ensureBucket(aws, terminal.say);
    await Promise.all([uploadArchive(aws, bucket, macro), uploadArchive(aws, bucket, gateway)]);
    const { stack, changed } = await deployTemplate(aws, terminal, template, {
      stackName: INSTALL_STACK,
      parameters: {
        ...parameters,
        CodeBucket: bucket.name,
        MacroCodeKey: macro.key,
        GatewayCodeKey: gateway.key,
        Version: packageVersion(),
      },
      deletion: deletionOf(INSTALL_STACK),
    });
    const where = await aws.region();
    terminal.say(changed ? `cfn-express is installed in ${where}.` : `cfn-express in ${where} needs no changes.`);
    for (const [name, value] of Object.entries(outputsOf(stack))) terminal.print(`${name}=${value}`);
  },
};

async function bundle(name: string): Promise<Archive> {
  try {
    return archive(name, await readFile(join(packageRoot(), 'dist', `${name}.js`)));
  } catch (error) {
    throw new UserError(`dist/${name}.js cannot be read. Build it first: npm run build`, { cause: error });
  }
}
