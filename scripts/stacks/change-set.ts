import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandInput,
  type DescribeChangeSetCommandOutput,
  ExecuteChangeSetCommand,
  type Parameter,
  type ResourceToImport,
} from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import { UserError } from '../user-error';
import { StackNews } from './events';
import { interrupted, nameOf, stillRunning } from './follow';
import { once, patiently, tidyUp, UnansweredError } from './patience';
import type { StackProgress } from './progress';
import { EmptyAnswerError, isNoStack } from './stacks';

/** What CloudFormation is to make a change set from. */
export interface ChangeSetInput {
  /** The stack's name, or the id of the one stack that is to be updated. */
  stackName: string;
  type: 'CREATE' | 'UPDATE' | 'IMPORT';
  /** Unique to this deployment. It is also the token of the requests. */
  name: string;
  template: { TemplateBody: string } | { TemplateURL: string };
  parameters: Parameter[];
  /** What is to be imported. */
  resources?: ResourceToImport[];
}

export type CreatedChangeSet =
  | { result: 'ready'; arn: string; stackId: string }
  | { result: 'no changes'; stackId: string }
  | { result: 'failed'; stackId: string; reason: string };

/**
 * Makes CloudFormation work out the changes. That is also when it calls the macro. A change set that cannot be executed
 * is deleted again.
 * @throws UserError when AWS stops answering; nothing is changed then
 */
export async function createChangeSet(
  aws: Aws,
  input: ChangeSetInput,
  progress: StackProgress,
): Promise<CreatedChangeSet> {
  const left = `Stack ${nameOf(input.stackName)} is not changed. Change set ${input.name} may remain; it does nothing by itself.`;
  progress.ifInterrupted(`Interrupted. ${left}`);
  try {
    const requested = await requestChangeSet(aws, input, progress);
    const { arn } = requested;
    const changeSet = await finishedChangeSet(aws, arn, progress);
    const { StackId: stackId = requested.stackId } = changeSet;
    if (changeSet.Status === 'CREATE_COMPLETE') return { result: 'ready', arn, stackId };
    await tidyUp(aws, progress.note, `Change set ${input.name}`, () =>
      aws.cloudformation.send(new DeleteChangeSetCommand({ ChangeSetName: arn })),
    );
    const reason = changeSet.StatusReason ?? `its status is ${changeSet.Status}`;
    return isNoChanges(reason) ? { result: 'no changes', stackId } : { result: 'failed', stackId, reason };
  } catch (error) {
    if (error instanceof UnansweredError) throw new UserError(`${error.message}\n${left}`, { cause: error });
    throw isNoChangeSet(error) ? overtaken(input.stackName, error) : error;
  }
}

/** @returns the ARN of the change set that CloudFormation has begun to make, and the id of its stack */
const requestChangeSet = (
  aws: Aws,
  { stackName, name, type, template, parameters, resources }: ChangeSetInput,
  { note }: StackProgress,
): Promise<{ arn: string; stackId: string }> =>
  once(
    aws,
    note,
    async () => {
      const request = new CreateChangeSetCommand({
        StackName: stackName,
        ChangeSetName: name,
        ClientToken: name,
        ChangeSetType: type,
        ...template,
        Parameters: parameters,
        ...(resources && { ResourcesToImport: resources }),
        // The macro expands a block, and the expansion contains IAM roles.
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      });
      const { Id, StackId = '' } = await aws.cloudformation.send(request);
      return Id === undefined ? undefined : { arn: Id, stackId: StackId };
    },
    async () => {
      const found = await findChangeSet(aws, { ChangeSetName: name, StackName: stackName });
      return found && { arn: found.ChangeSetId ?? '', stackId: found.StackId ?? '' };
    },
  );

async function finishedChangeSet(
  aws: Aws,
  arn: string,
  { note }: StackProgress,
): Promise<DescribeChangeSetCommandOutput> {
  for (;;) {
    const changeSet = await patiently(aws, note, () => describeChangeSet(aws, { ChangeSetName: arn }));
    if (changeSet.Status !== 'CREATE_PENDING' && changeSet.Status !== 'CREATE_IN_PROGRESS') return changeSet;
    await aws.pause();
  }
}

/**
 * Makes CloudFormation begin with the changes.
 * @param since the EventId of the stack's newest event before
 * @param keep leaves what was changed as it is if something fails, instead of rolling it back
 * @throws StillRunningError when it stays unknown whether CloudFormation has begun
 */
export async function executeChangeSet(
  aws: Aws,
  {
    arn,
    stackId,
    token,
    since,
    keep,
  }: { arn: string; stackId: string; token: string; since: string | undefined; keep?: boolean },
  progress: StackProgress,
): Promise<void> {
  progress.ifInterrupted(await interrupted(aws, stackId));
  const request = new ExecuteChangeSetCommand({
    ChangeSetName: arn,
    ClientRequestToken: token,
    ...(keep && { DisableRollback: true }),
  });
  // The answer says nothing even when it is CloudFormation's, so that CloudFormation is asked in any case.
  const send = () =>
    aws.cloudformation.send(request).then(
      () => undefined,
      (error) => isBegun(error) || Promise.reject(error),
    );
  const ask = async () => {
    const changeSet = await findChangeSet(aws, { ChangeSetName: arn });
    if (changeSet !== undefined && !NOT_EXECUTED.includes(changeSet.ExecutionStatus ?? '')) return true;
    const events = await new StackNews(since).read(aws.cloudformation, stackId);
    return events.some(({ ClientRequestToken }) => ClientRequestToken === token) || undefined;
  };
  try {
    await once(aws, progress.note, send, ask);
  } catch (error) {
    if (isNoChangeSet(error)) throw overtaken(stackId, error);
    if (!(error instanceof UnansweredError)) throw error;
    const what = `It is not known whether CloudFormation has begun to change stack ${nameOf(stackId)}.`;
    throw await stillRunning(aws, stackId, what, error);
  }
}

const NOT_EXECUTED = ['AVAILABLE', 'UNAVAILABLE', 'OBSOLETE'];

/** Whether CloudFormation refuses to execute a change set because it has begun with it: the request has come before. */
const isBegun = (error: Error): boolean =>
  error.name === 'TokenAlreadyExistsException' ||
  (error.name.startsWith('InvalidChangeSetStatus') && /status of \[EXECUTE_/.test(error.message));

const isNoChangeSet = (error: unknown): boolean => error instanceof Error && /^ChangeSetNotFound/.test(error.name);

/** When CloudFormation begins with a change set, it deletes the others of the stack. */
const overtaken = (stack: string, cause: unknown): UserError =>
  new UserError(
    `Another deployment of stack ${nameOf(stack)} has begun meanwhile, so this one changes nothing. Wait until that has ended, then try again.`,
    { cause },
  );

/** A change set; undefined when there is none. */
async function findChangeSet(
  aws: Aws,
  which: DescribeChangeSetCommandInput,
): Promise<DescribeChangeSetCommandOutput | undefined> {
  try {
    return await describeChangeSet(aws, which);
  } catch (error) {
    // A stack that the change set would create comes into being with it.
    if (isNoStack(error) || isNoChangeSet(error)) return undefined;
    throw error;
  }
}

async function describeChangeSet(
  aws: Aws,
  which: DescribeChangeSetCommandInput,
): Promise<DescribeChangeSetCommandOutput> {
  const changeSet = await aws.cloudformation.send(new DescribeChangeSetCommand(which));
  if (changeSet.Status === undefined) throw new EmptyAnswerError('CloudFormation answered without a change set.');
  return changeSet;
}

/** CloudFormation reports an update without changes as a failure, in one of these two sentences. */
const isNoChanges = (reason: string): boolean =>
  reason.includes("didn't contain changes") || reason.includes('No updates are to be performed');
