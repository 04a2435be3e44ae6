import { randomUUID } from 'node:crypto';
import type { ResourceToImport } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import { UserError } from '../user-error';
import { createChangeSet, executeChangeSet } from './change-set';
import { discardReview } from './discard-review';
import { newestEvent } from './events';
import { follow } from './follow';
import { patiently, tidyUp } from './patience';
import type { StackProgress } from './progress';

/**
 * Makes a new stack of resources that exist. Nothing is changed in them.
 * @param text the template: these resources, each with a DeletionPolicy, and no outputs
 * @returns why CloudFormation refuses the import; undefined once the resources are in the stack
 * @throws UserError when the import has begun and failed
 */
export async function importResources(
  aws: Aws,
  { stackName, text, resources }: { stackName: string; text: string; resources: ResourceToImport[] },
  progress: StackProgress,
): Promise<string | undefined> {
  const name = `cfn-express-${randomUUID()}`;
  const template = { TemplateBody: text };
  const input = { stackName, type: 'IMPORT' as const, name, template, parameters: [], resources };
  const changeSet = await createChangeSet(aws, input, progress);
  if (changeSet.result !== 'ready') {
    await tidyUp(aws, progress.note, `The empty stack ${stackName}`, () => discardReview(aws, changeSet.stackId));
    return changeSet.result === 'failed' ? changeSet.reason : 'there is nothing to import';
  }
  const { arn, stackId } = changeSet;
  const since = await patiently(aws, progress.note, () => newestEvent(aws.cloudformation, stackId));
  await executeChangeSet(aws, { arn, stackId, token: name, since }, progress);
  const { stack, events } = await follow(aws, stackId, since, progress);
  if (stack?.StackStatus === 'IMPORT_COMPLETE') return undefined;
  throw new UserError(progress.failure(`Stack ${stackName} imports nothing: ${stack?.StackStatus}`, events));
}
