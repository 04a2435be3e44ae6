/** SetStackPolicy and GetStackPolicy, and the policy of an update. */
import { validationError } from '../../wire/errors';
import { type QueryObject, textOf } from '../../wire/query';
import { isDeleted, type Stack } from '../state/stack';
import { readStackPolicy, type StackPolicy } from '../state/stack-policy';
import type { CloudFormationOperation, CloudFormationState } from './operation';
import { required } from './request';

export const setStackPolicy: CloudFormationOperation = ({ parameters: query, state: { store } }) => {
  refusePolicyIn(query, 'StackPolicyURL');
  const stack = live(store, required(query, 'StackName'));
  const body = required(query, 'StackPolicyBody');
  checkedPolicy(body, stack);
  stack.policy = body;
  return {};
};

export const getStackPolicy: CloudFormationOperation = ({ parameters: query, state: { store } }) => ({
  StackPolicyBody: live(store, required(query, 'StackName')).policy,
});

/** The stack of that name or id, unless it is deleted. */
function live(store: CloudFormationState['store'], name: string): Stack {
  const stack = store.get(name);
  if (isDeleted(stack)) throw validationError(`Stack [${name}] does not exist`);
  return stack;
}

/** What an update of the stack may do; undefined: everything. */
export const policyOf = ({ policy }: Stack): StackPolicy | undefined =>
  policy === undefined ? undefined : readStackPolicy(policy);

/** A policy that somebody sends. @throws AwsError ValidationError if it is malformed, or names what the stack lacks */
export const checkedPolicy = (body: string, { desiredStack }: Stack): StackPolicy =>
  readStackPolicy(body, [...(desiredStack?.resources.keys() ?? [])]);

/** @throws AwsError ValidationError for a way to send a policy that is not emulated */
export function refusePolicyIn(query: QueryObject, ...names: readonly string[]): void {
  const given = names.find((name) => textOf(query[name]) !== undefined);
  if (given !== undefined) throw validationError(`The embedded AWS does not provide ${given}. Use SetStackPolicy.`);
}
