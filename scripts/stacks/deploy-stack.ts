import type { Parameter, Stack } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import { UserError } from '../user-error';
import { type ChangeSetInput, createChangeSet, executeChangeSet } from './change-set';
import { deleteStack } from './delete-stack';
import { discardReview } from './discard-review';
import { newestEvent } from './events';
import { follow, type StackOutcome } from './follow';
import { patiently, tidyUp } from './patience';
import type { StackProgress } from './progress';
import { findStack } from './stacks';
import { isUpdatable, refuseGoneStack, remedy, type StackWays, whyNoUpdate } from './statuses';

export interface Deployment {
  stackName: string;
  template: ChangeSetInput['template'];
  /** Names of the template's parameters. */
  declared: readonly string[];
  /** The values to set. Other parameters keep the values that the stack has. */
  parameters: Readonly<Record<string, string>>;
  /** Throws if the stack that has the name must not be changed. */
  refuse?(stack: Stack): void;
  /** An update that fails is not rolled back, and the next one may begin from there. */
  keep?: boolean;
  /** For advice about a stack that fails, or that cannot be updated any more. */
  ways: StackWays;
  /** Unique to this deployment. It is also the token of its requests. */
  changeSetName: string;
}

/**
 * Creates or updates a stack with a change set, and waits until CloudFormation has finished.
 * @returns the stack, and whether anything was changed
 * @throws UserError when CloudFormation refuses the template or a resource fails, with the reasons
 * @throws StillRunningError when it must stop watching, with the command that looks again
 */
export async function deployStack(
  aws: Aws,
  deployment: Deployment,
  progress: StackProgress,
): Promise<{ stack: Stack; changed: boolean }> {
  const { stackName } = deployment;
  const before = await prepare(aws, deployment, progress);
  const isNew = before === undefined || before.StackStatus === 'REVIEW_IN_PROGRESS';
  const input: ChangeSetInput = {
    // Another stack may have got the name since it was looked up.
    stackName: isNew ? stackName : (before.StackId ?? stackName),
    type: isNew ? 'CREATE' : 'UPDATE',
    name: deployment.changeSetName,
    template: deployment.template,
    parameters: parametersOf(deployment, isNew ? [] : (before.Parameters ?? [])),
  };
  const changeSet = await createChangeSet(aws, input, progress);
  if (changeSet.result !== 'ready' && before === undefined) {
    await tidyUp(aws, progress.note, `The empty stack ${stackName}`, () => discardReview(aws, changeSet.stackId));
  }
  if (changeSet.result === 'failed') {
    const left = before === undefined ? 'not created' : 'unchanged';
    throw new UserError(`Stack ${stackName} is ${left}. CloudFormation refused the template:\n${changeSet.reason}`);
  }
  if (changeSet.result === 'no changes') {
    if (before === undefined) throw new UserError(`Stack ${stackName}: the template creates nothing.`);
    return { stack: before, changed: false };
  }
  const { arn, stackId } = changeSet;
  const since = await patiently(aws, progress.note, () => newestEvent(aws.cloudformation, stackId));
  await executeChangeSet(
    aws,
    { arn, stackId, token: deployment.changeSetName, since, keep: deployment.keep },
    progress,
  );
  const outcome = await follow(aws, stackId, since, progress);
  return { stack: succeeded(deployment, outcome, progress), changed: true };
}

/** The stack to update; undefined when there is none yet. */
async function prepare(
  aws: Aws,
  { stackName, ways, refuse, keep }: Deployment,
  progress: StackProgress,
): Promise<Stack | undefined> {
  const stack = await findStack(aws.cloudformation, stackName);
  if (stack !== undefined) refuse?.(stack);
  refuseGoneStack(stackName, stack);
  const status = stack?.StackStatus ?? '';
  if (stack === undefined || status === 'DELETE_COMPLETE') return undefined;
  if (status === 'REVIEW_IN_PROGRESS' || isUpdatable(status)) return stack;
  if (keep && status === 'UPDATE_FAILED') return stack;
  if (status !== 'ROLLBACK_COMPLETE') throw new UserError(whyNoUpdate(status, stackName, ways));
  await removeFailedCreation(aws, stack, progress);
  return undefined;
}

/** Deletes a stack in ROLLBACK_COMPLETE: it has nothing any more, cannot be updated, and keeps others from its name. */
export async function removeFailedCreation(
  aws: Aws,
  { StackName, StackId }: Stack,
  progress: StackProgress,
): Promise<void> {
  progress.note(`Stack ${StackName} was left behind by a failed creation (ROLLBACK_COMPLETE). It is deleted first.`);
  await deleteStack(aws, StackId ?? StackName ?? '', progress);
}

const parametersOf = ({ declared, parameters }: Deployment, deployed: readonly Parameter[]): Parameter[] =>
  declared.flatMap((name): Parameter[] => {
    if (Object.hasOwn(parameters, name)) return [{ ParameterKey: name, ParameterValue: parameters[name] }];
    const kept = deployed.some(({ ParameterKey }) => ParameterKey === name);
    return kept ? [{ ParameterKey: name, UsePreviousValue: true }] : [];
  });

function succeeded(
  { stackName, ways, keep }: Deployment,
  { stack, events }: StackOutcome,
  progress: StackProgress,
): Stack {
  const status = stack?.StackStatus ?? '';
  if (stack !== undefined && ['CREATE_COMPLETE', 'UPDATE_COMPLETE'].includes(status)) return stack;
  if (stack === undefined || status === 'DELETE_COMPLETE') {
    throw new UserError(
      `Stack ${stackName} was deleted meanwhile, and not by this command. To have it again, ${ways.again}.`,
    );
  }
  const reasons = progress.failure(`Stack ${stackName} failed: ${status}`, events);
  if (keep && status === 'UPDATE_FAILED') {
    throw new UserError(`${reasons}\nWhat was changed stays as it is. Fix the cause, then ${ways.again}.`);
  }
  throw new UserError(`${reasons}\n${aftermath(status, stackName, ways)}`);
}

/** In which state a failure has left the stack, and what to do. */
function aftermath(status: string, stackName: string, ways: StackWays): string {
  if (status === 'ROLLBACK_COMPLETE') return `What it had created is deleted again. Fix the cause, then ${ways.again}.`;
  if (status === 'UPDATE_ROLLBACK_COMPLETE') return `The stack is as it was before. Fix the cause, then ${ways.again}.`;
  return remedy(status, stackName, ways);
}
