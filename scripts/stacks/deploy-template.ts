import { randomUUID } from 'node:crypto';
import type { Stack } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import type { Terminal } from '../command-line/terminal';
import { expandTemplate } from '../template/expansion';
import { MOST_BYTES, type TemplateFile } from '../template/load';
import { declaredParameters, refuseMissingParameters, refuseWrongParameters } from '../template/parameters';
import { UserError } from '../user-error';
import { findBucket, uploadTemplate } from './artifact-bucket';
import type { ChangeSetInput } from './change-set';
import { type Deployment, deployStack } from './deploy-stack';
import { lineProgress } from './progress';
import { findStack } from './stacks';

/** The most bytes that CloudFormation accepts of a template in the call itself; of a larger one it wants the place in S3. */
const INLINE_LIMIT = 51_200;

/**
 * Deploys a template file as a stack. The template is expanded here first, so that whatever the macro would refuse is
 * reported with line and column before anything is sent.
 * @returns the stack, and whether anything was changed
 * @throws UserError with every finding, or with the reasons why CloudFormation could not deploy the template
 */
export async function deployTemplate(
  aws: Aws,
  terminal: Terminal,
  file: TemplateFile,
  target: Pick<Deployment, 'stackName' | 'parameters' | 'ways' | 'refuse' | 'keep'>,
): Promise<{ stack: Stack; changed: boolean }> {
  const { stackName, parameters } = target;
  refuseWrongParameters(file.value, parameters);
  const deployed = await deployedParameters(aws, stackName);
  refuseMissingParameters(file.value, parameters, Object.keys(deployed));
  const { template, warnings } = expandTemplate(file, { ...deployed, ...parameters }, { region: await aws.region() });
  if (warnings !== '') terminal.say(warnings);
  const processed = JSON.stringify(template);
  const changeSetName = `cfn-express-${randomUUID()}`;
  return deployStack(
    aws,
    {
      ...target,
      template: await place(aws, file, processed, changeSetName),
      declared: declaredParameters(file.value),
      changeSetName,
    },
    lineProgress(terminal),
  );
}

/** The values that the stack has now. For a NoEcho parameter CloudFormation shows asterisks. */
async function deployedParameters(aws: Aws, stackName: string): Promise<Record<string, string>> {
  const stack = await findStack(aws.cloudformation, stackName);
  const parameters = stack?.StackStatus === 'ROLLBACK_COMPLETE' ? [] : (stack?.Parameters ?? []);
  return Object.fromEntries(
    parameters.map(({ ParameterKey = '', ParameterValue = '', ResolvedValue }) => [
      ParameterKey,
      ResolvedValue ?? ParameterValue,
    ]),
  );
}

/** The template's text if it is small enough, otherwise its URL in the artifact bucket. */
async function place(
  aws: Aws,
  file: TemplateFile,
  processed: string,
  name: string,
): Promise<ChangeSetInput['template']> {
  const size = Math.max(Buffer.byteLength(file.text), Buffer.byteLength(processed));
  if (size <= INLINE_LIMIT) return { TemplateBody: file.text };
  if (size > MOST_BYTES) {
    throw new UserError(
      `${file.file}: the expanded template has ${size} bytes, and CloudFormation accepts ${MOST_BYTES}. Split it into several stacks.`,
    );
  }
  const bucket = await findBucket(aws);
  if (bucket === undefined) {
    throw new UserError(
      `${file.file}: the expanded template has ${size} bytes, and CloudFormation accepts ${INLINE_LIMIT} without S3. ` +
        'Run cfn-express install, which makes a bucket for such templates.',
    );
  }
  return { TemplateURL: await uploadTemplate(aws, bucket, `${name}.${file.format}`, file.text) };
}
