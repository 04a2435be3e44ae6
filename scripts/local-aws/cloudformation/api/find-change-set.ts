/** The change set that a request names. */
import { AwsError, validationError } from '../../wire/errors';
import { type QueryObject, textOf } from '../../wire/query';
import type { StackChangeSet } from '../state/change-set';
import type { Stack } from '../state/stack';
import type { CloudFormationState } from './operation';
import { required } from './request';

/** @throws AwsError ChangeSetNotFound */
export function getChangeSet(query: QueryObject, state: CloudFormationState): StackChangeSet {
  const name = required(query, 'ChangeSetName');
  const changeSet = lookUpChangeSet(name, textOf(query.StackName), state);
  if (changeSet === undefined) throw new AwsError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
  return changeSet;
}

export function lookUpChangeSet(
  name: string,
  stackName: string | undefined,
  state: CloudFormationState,
): StackChangeSet | undefined {
  if (name.startsWith('arn:')) return state.store.changeSets.get(name);
  if (stackName === undefined) {
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
  }
  const stack = state.store.find(stackName);
  if (stack === undefined) throw validationError(`Stack [${stackName}] does not exist`);
  return findChangeSet(stack, name, state);
}

export const findChangeSet = (stack: Stack, name: string, { store }: CloudFormationState): StackChangeSet | undefined =>
  [...store.changeSets.values()].find((changeSet) => changeSet.stackId === stack.id && changeSet.name === name);
