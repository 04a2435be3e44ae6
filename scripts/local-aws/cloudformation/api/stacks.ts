/** CreateStack, UpdateStack, DeleteStack and the other operations that change a stack. */
import { AwsError, messageOf, validationError } from '../../wire/errors';
import { textOf, textsOf } from '../../wire/query';
import { hasUpdates, previewChanges } from '../engine/preview';
import type { Prepare } from '../engine/stack-operation';
import { isDeleted, newStack, type Stack, type StackSettings } from '../state/stack';
import { isInProgress, isUpdatable } from '../state/statuses';
import { readHeader } from '../template/header';
import type { PreparedTemplate } from '../template/prepared-template';
import { type Preparation, prepare } from '../transform/prepare';
import { readTemplate } from '../transform/read-template';
import { checkCapabilities } from './capabilities';
import type { CloudFormationOperation, CloudFormationState } from './operation';
import { checkStackName, isTrue, readInputs, readSettings, readSource, required } from './request';
import { checkedPolicy, policyOf, refusePolicyIn } from './stack-policies';

export const createStack: CloudFormationOperation = async ({ parameters: query, state }) => {
  const { store, engine, accountId, region, now, lookups } = state;
  const name = required(query, 'StackName');
  refusePolicyIn(query, 'StackPolicyBody', 'StackPolicyURL');
  checkStackName(name);
  checkFree(name, state);
  const settings = readSettings(query);
  const stack = newStack({ name, region, accountId, now }, settings, 'CREATE_IN_PROGRESS');
  const source = await readSource(query, lookups);
  const prepared = await begin({ source, inputs: readInputs(query), stack }, settings, state);
  // Another request may have created a stack of that name in the meantime.
  checkFree(name, state);
  store.stacks.push(stack);
  engine.create(stack, prepared, textOf(query.ClientRequestToken));
  return { StackId: stack.id };
};

function checkFree(name: string, { store }: CloudFormationState): void {
  if (store.find(name) !== undefined) throw new AwsError('AlreadyExistsException', `Stack [${name}] already exists`);
}

export const updateStack: CloudFormationOperation = async ({ parameters: query, state }) => {
  const { engine, lookups } = state;
  const stack = existing(state, required(query, 'StackName'));
  const settings = readSettings(query, stack);
  refusePolicyIn(query, 'StackPolicyBody', 'StackPolicyURL', 'StackPolicyDuringUpdateURL');
  checkUpdatable(stack, settings.disableRollback);
  const source = await readSource(query, lookups, stack);
  const preparation = { source, inputs: readInputs(query), stack };
  const prepared = await prepareOrError(await begin(preparation, settings, state));
  if ('desiredStack' in prepared) await checkUpdates(stack, prepared, settings, state);
  checkUpdatable(stack, settings.disableRollback);
  makeObsolete(stack, state);
  const prepare = async (): Promise<PreparedTemplate> => {
    if ('desiredStack' in prepared) return prepared;
    throw prepared;
  };
  const override = textOf(query.StackPolicyDuringUpdateBody);
  const policy = override === undefined ? policyOf(stack) : checkedPolicy(override, stack);
  engine.update(stack, settings, prepare, { token: textOf(query.ClientRequestToken), policy });
  return { StackId: stack.id };
};

/** The prepared template, or the error: it is returned, not thrown. */
const prepareOrError = (prepare: Prepare): Promise<PreparedTemplate | Error> =>
  prepare().catch((error: unknown) => (error instanceof Error ? error : new Error(messageOf(error))));

async function checkUpdates(
  stack: Stack,
  { desiredStack }: PreparedTemplate,
  { tags }: StackSettings,
  state: CloudFormationState,
): Promise<void> {
  const changes = await previewChanges(stack, desiredStack, tags, state.lookups.dynamicReference);
  if (stack.status !== 'UPDATE_FAILED' && !hasUpdates(stack, desiredStack, changes, tags)) {
    throw validationError('No updates are to be performed.');
  }
}

/** An update makes earlier change sets of the stack obsolete. */
function makeObsolete({ id }: Stack, { store }: CloudFormationState): void {
  for (const changeSet of store.changeSets.values()) {
    if (changeSet.stackId === id && changeSet.executionStatus === 'AVAILABLE') changeSet.executionStatus = 'OBSOLETE';
  }
}

/**
 * A template without macros is checked before the request is answered. With macros, errors are found only after the
 * macros have run, and then the stack fails, not the request.
 */
async function begin(
  preparation: Preparation,
  { capabilities }: StackSettings,
  state: CloudFormationState,
): Promise<Prepare> {
  const ready: Prepare = async () => {
    const prepared = await prepare(preparation, state);
    checkCapabilities(prepared.needs, capabilities);
    return prepared;
  };
  const { transforms } = readHeader(readTemplate(preparation.source));
  if (transforms.length > 0) {
    checkCapabilities(['CAPABILITY_AUTO_EXPAND'], capabilities);
    return ready;
  }
  const prepared = await ready();
  return async () => prepared;
}

export const deleteStack: CloudFormationOperation = ({ parameters: query, state: { store, engine } }) => {
  const stack = store.find(required(query, 'StackName'));
  // Deleting a stack that does not exist, or is already being deleted, succeeds.
  if (stack === undefined || isDeleted(stack) || stack.status === 'DELETE_IN_PROGRESS') return {};
  const { name, status } = stack;
  if (stack.terminationProtection) {
    throw validationError(`Stack [${name}] cannot be deleted while TerminationProtection is enabled`);
  }
  if (status.startsWith('UPDATE_') && isInProgress(status)) {
    throw validationError(`Stack [${name}] cannot be deleted while in status ${status}`);
  }
  const retain = textsOf(query.RetainResources);
  if (retain.length > 0 && status !== 'DELETE_FAILED') {
    throw validationError(
      `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
    );
  }
  engine.delete(stack, retain, textOf(query.ClientRequestToken));
  return {};
};

export const cancelUpdateStack: CloudFormationOperation = ({ parameters: query, state }) => {
  const stack = existing(state, required(query, 'StackName'));
  if (stack.status !== 'UPDATE_IN_PROGRESS') {
    throw validationError(`CancelUpdateStack cannot be called from current stack status`);
  }
  state.engine.cancelUpdate(stack);
  return {};
};

export const continueUpdateRollback: CloudFormationOperation = ({ parameters: query, state }) => {
  const stack = existing(state, required(query, 'StackName'));
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
    throw validationError(
      `Stack:${stack.id} is in ${stack.status} state and can not continue rolling back. It must be in UPDATE_ROLLBACK_FAILED state`,
    );
  }
  state.engine.continueRollBack(stack, textsOf(query.ResourcesToSkip), textOf(query.ClientRequestToken));
  return {};
};

export const updateTerminationProtection: CloudFormationOperation = ({ parameters: query, state: { store } }) => {
  const stack = store.get(required(query, 'StackName'));
  if (isDeleted(stack) || stack.status === 'DELETE_IN_PROGRESS') {
    throw validationError(`TerminationProtection of stack [${stack.name}] cannot be changed in status ${stack.status}`);
  }
  stack.terminationProtection = isTrue(query, 'EnableTerminationProtection');
  return { StackId: stack.id };
};

/** The stack of that name or id. The error has the words of operations that change a stack. */
export function existing({ store }: Pick<CloudFormationState, 'store'>, name: string): Stack {
  const stack = store.find(name);
  if (stack === undefined || isDeleted(stack)) throw validationError(`Stack [${name}] does not exist`);
  return stack;
}

export function checkUpdatable({ id, status }: Stack, disableRollback: boolean): void {
  if (!isUpdatable(status, disableRollback)) {
    throw validationError(`Stack:${id} is in ${status} state and can not be updated.`);
  }
}
