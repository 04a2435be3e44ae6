import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stack } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import type { Command } from '../command-line/command';
import { regionOption } from '../command-line/options';
import { readParameterOption } from '../command-line/parameter-option';
import { addingSequel, withSequel } from '../command-line/sequel';
import type { Terminal } from '../command-line/terminal';
import { type Archive, archive, uploadArchive } from '../install/archive';
import { findInstallStack, refuseOtherStack } from '../install/find-stack';
import { importRemains, prepareCompletion } from '../install/import-remains';
import { findAllRemains } from '../install/ledger';
import { ensureBucket } from '../install/make-bucket';
import { INSTALL_STACK, waysOf } from '../install/names';
import { listOrphans } from '../install/orphans';
import { protect } from '../install/protect';
import { packageRoot, packageVersion } from '../package';
import { removeFailedCreation } from '../stacks/deploy-stack';
import { deployTemplate } from '../stacks/deploy-template';
import { lineProgress } from '../stacks/progress';
import { findStack, outputsOf } from '../stacks/stacks';
import { loadTemplate, type TemplateFile } from '../template/load';
import { refuseWrongParameters } from '../template/parameters';
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
      help: 'A parameter of templates/express.yaml: MaxServicesPerLoadBalancer, LogRetentionInDays, RegisterMacro.',
    },
    region: regionOption,
  },
  changesStack: true,
  async run(args, { terminal, connect }) {
    const parameters = readParameterOption(args.all('parameter'));
    const template = await loadTemplate(join(packageRoot(), 'templates', 'express.yaml'));
    refuseWrongParameters(template.value, parameters);
    const [macro, gateway] = await Promise.all([bundle('macro'), bundle('gateway')]);
    const aws = connect(args.option('region'));
    terminal.ifInterrupted = 'Interrupted. To go on: cfn-express install';
    const before = await stackToInstall(aws, terminal, template);
    const bucket = await ensureBucket(aws, terminal.say);
    await Promise.all([uploadArchive(aws, bucket, macro), uploadArchive(aws, bucket, gateway)]);
    const isComplete = COMPLETE.test(before?.StackStatus ?? '');
    if (isComplete) await protect(aws, before?.StackId ?? INSTALL_STACK);
    const isHalf = HALF.includes(before?.StackStatus ?? '');
    const { stack, changed } = await deployTemplate(
      aws,
      isComplete ? terminal : withSequel(terminal, SEQUEL),
      template,
      {
        stackName: INSTALL_STACK,
        parameters: {
          ...(before?.StackStatus === 'IMPORT_COMPLETE' &&
            (await prepareCompletion(aws, before.StackId ?? INSTALL_STACK, lineProgress(terminal)))),
          ...parameters,
          CodeBucket: bucket.name,
          MacroCodeKey: macro.key,
          GatewayCodeKey: gateway.key,
          Version: packageVersion(),
        },
        ways: waysOf(INSTALL_STACK),
        refuse: refuseOtherStack,
        // What was imported serves while it is updated. A roll back would take from it what the import did not describe.
        keep: isHalf,
      },
    )
      .catch(withHint)
      .catch(isComplete ? undefined : addingSequel(SEQUEL));
    if (!isComplete) await protect(aws, stack.StackId ?? INSTALL_STACK);
    const where = await aws.region();
    terminal.say(changed ? `cfn-express is installed in ${where}.` : `cfn-express in ${where} needs no changes.`);
    for (const [name, value] of Object.entries(outputsOf(stack))) terminal.print(`${name}=${value}`);
  },
};

/** The statuses of an install stack that is not complete since an import. */
const HALF = ['IMPORT_COMPLETE', 'UPDATE_FAILED'];
/** The statuses in which a stack has the resources that the stack policy names. */
const COMPLETE = /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/;

/**
 * The install's stack; undefined when there is none. What an install has left outside of any stack becomes one.
 * @throws UserError if something else has the stack's name, or cfn-express is installed under another name
 */
async function stackToInstall(aws: Aws, terminal: Terminal, template: TemplateFile): Promise<Stack | undefined> {
  const found = (await findInstallStack(aws)) ?? (await findStack(aws.cloudformation, INSTALL_STACK));
  if (found !== undefined) refuseOtherStack(found);
  const status = found?.StackStatus ?? '';
  if (found !== undefined && status !== 'ROLLBACK_COMPLETE' && status !== 'REVIEW_IN_PROGRESS') return found;
  const remains = await findAllRemains(aws);
  if (remains.orphans.length === 0) return found;
  terminal.say(
    `These parts of an earlier install belong to no stack. They become a part of stack ${INSTALL_STACK} as they are, and are updated then:`,
  );
  terminal.say(listOrphans(remains.orphans));
  const progress = lineProgress(terminal);
  if (found !== undefined && status === 'ROLLBACK_COMPLETE') await removeFailedCreation(aws, found, progress);
  await importRemains(aws, template.value, remains, progress);
  return findStack(aws.cloudformation, INSTALL_STACK);
}

/** CloudFormation completes the stack by itself, and does not protect it. */
const SEQUEL = 'Then run cfn-express install again: it completes the install and protects it.';

/** Adds what to do about a macro that no stack has. */
function withHint(error: unknown): never {
  if (error instanceof UserError && /Macro.*(already exists|AlreadyExists)/.test(error.message)) {
    throw new UserError(
      `${error.message}\nThe macro Express is registered outside of this stack. CloudFormation can neither import nor delete it. To use it as it is: cfn-express install --parameter RegisterMacro=false`,
    );
  }
  throw error;
}

async function bundle(name: string): Promise<Archive> {
  try {
    return archive(name, await readFile(join(packageRoot(), 'dist', `${name}.js`)));
  } catch (error) {
    throw new UserError(`dist/${name}.js cannot be read. Build it first: npm run build`, { cause: error });
  }
}
