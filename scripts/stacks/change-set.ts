import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  type Parameter,
} from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import { unlessThrottled } from './throttling';

/** What CloudFormation is to make a change set from. */
export interface ChangeSetInput {
  /** The stack's name, or the id of the one stack that is to be updated. */
  stackName: string;
  type: 'CREATE' | 'UPDATE';
  name: string;
  template: { TemplateBody: string } | { TemplateURL: string };
  parameters: Parameter[];
}

export type CreatedChangeSet =
  | { result: 'ready'; arn: string; stackId: string }
  | { result: 'no changes'; stackId: string }
  | { result: 'failed'; stackId: string; reason: string };

/**
 * Makes CloudFormation work out the changes. That is also when it calls the macro. A change set that cannot be executed
 * is deleted again.
 */
export async function createChangeSet(aws: Aws, input: ChangeSetInput): Promise<CreatedChangeSet> {
  const { Id, StackId = '' } = await aws.cloudformation.send(
    new CreateChangeSetCommand({
      StackName: input.stackName,
      ChangeSetName: input.name,
      ChangeSetType: input.type,
      ...input.template,
      Parameters: input.parameters,
      // The macro expands a block, and the expansion contains IAM roles.
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    }),
  );
  if (Id === undefined) throw new Error('CreateChangeSet returned no id.');
  const changeSet = await finishedChangeSet(aws, Id);
  const stackId = changeSet.StackId ?? StackId;
  if (changeSet.Status === 'CREATE_COMPLETE') return { result: 'ready', arn: Id, stackId };
  await aws.cloudformation.send(new DeleteChangeSetCommand({ ChangeSetName: Id }));
  const reason = changeSet.StatusReason ?? `its status is ${changeSet.Status}`;
  return isNoChanges(reason) ? { result: 'no changes', stackId } : { result: 'failed', stackId, reason };
}

async function finishedChangeSet(aws: Aws, arn: string): Promise<DescribeChangeSetCommandOutput> {
  for (;;) {
    const changeSet = await unlessThrottled(() =>
      aws.cloudformation.send(new DescribeChangeSetCommand({ ChangeSetName: arn })),
    );
    if (changeSet && changeSet.Status !== 'CREATE_PENDING' && changeSet.Status !== 'CREATE_IN_PROGRESS') {
      return changeSet;
    }
    await aws.pause();
  }
}

/** CloudFormation reports an update without changes as a failure, in one of these two sentences. */
const isNoChanges = (reason: string): boolean =>
  reason.includes("didn't contain changes") || reason.includes('No updates are to be performed');
