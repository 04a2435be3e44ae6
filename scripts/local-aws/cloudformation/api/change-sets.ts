/** CreateChangeSet, ExecuteChangeSet and DeleteChangeSet. */

import { randomUUID } from 'node:crypto';
import { partitionOf } from '../../../../handlers/template-language/region';
import { AwsError, messageOf, validationError } from '../../wire/errors';
import { type QueryObject, textOf } from '../../wire/query';
import { hasUpdates, previewChanges } from '../engine/preview';
import type { StackChangeSet } from '../state/change-set';
import { newStack, type Stack, setStackStatus } from '../state/stack';
import { readHeader } from '../template/header';
import { readSections } from '../template/sections';
import { type Preparation, prepare } from '../transform/prepare';
import { readTemplate } from '../transform/read-template';
import { checkCapabilities } from './capabilities';
import { findChangeSet, getChangeSet, lookUpChangeSet } from './find-change-set';
import { checkImport, importChanges, readResourcesToImport } from './imports';
import type { CloudFormationOperation, CloudFormationState } from './operation';
import { checkStackName, readInputs, readSettings, readSource, required } from './request';
import { policyOf } from './stack-policies';
import { checkUpdatable, existing } from './stacks';

export const createChangeSet: CloudFormationOperation = async ({ parameters: query, state }) => {
  const { store, lookups } = state;
  const stackName = required(query, 'StackName');
  const name = required(query, 'ChangeSetName');
  const type = TYPES.find((one) => one === textOf(query.ChangeSetType)) ?? 'UPDATE';
  const resourcesToImport = type === 'IMPORT' ? readResourcesToImport(query) : [];
  const isNew = type === 'CREATE' || (type === 'IMPORT' && isFree(stackName, state));
  const found = isNew ? reviewed(stackName, name, state) : existing(state, stackName);
  if (!isNew && found !== undefined) checkUpdatable(found, true);
  const token = textOf(query.ClientToken);
  const earlier = found && findChangeSet(found, name, state);
  if (earlier !== undefined) {
    if (isRepetition(token, earlier.token)) return { Id: earlier.id, StackId: earlier.stackId };
    throw new AwsError('AlreadyExistsException', `ChangeSet ${name} already exists for stack ${earlier.stackId}`);
  }
  const settings = readSettings(query, found);
  const source = await readSource(query, lookups, found);
  checkTemplate(source, settings.capabilities);
  const stack = found ?? reviewed(stackName, name, state) ?? review(stackName, settings, state);
  const partition = partitionOf(state.region);
  const changeSet: StackChangeSet = {
    id: `arn:${partition}:cloudformation:${state.region}:${state.accountId}:changeSet/${name}/${randomUUID()}`,
    name,
    stackId: stack.id,
    type,
    ...(textOf(query.Description) !== undefined && { description: textOf(query.Description) }),
    createdAt: state.now(),
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    settings,
    ...failureAction(query),
    ...(token !== undefined && { token }),
    changes: [],
  };
  store.changeSets.set(changeSet.id, changeSet);
  void fill(changeSet, { source, inputs: readInputs(query), stack }, resourcesToImport, state);
  return { Id: changeSet.id, StackId: stack.id };
};

/** Whether a request is sent again because its answer was lost. */
const isRepetition = (token: string | undefined, earlier: string | undefined): boolean =>
  token !== undefined && token === earlier;

const TYPES = ['CREATE', 'UPDATE', 'IMPORT'] as const;

/** Whether the stack does not exist, or has never had a resource. */
const isFree = (stackName: string, { store }: CloudFormationState): boolean =>
  (store.find(stackName)?.status ?? 'REVIEW_IN_PROGRESS') === 'REVIEW_IN_PROGRESS';

const FAILURE_ACTIONS = ['DO_NOTHING', 'ROLLBACK', 'DELETE'] as const;
function failureAction(query: QueryObject) {
  const onStackFailure = FAILURE_ACTIONS.find((action) => action === textOf(query.OnStackFailure));
  return onStackFailure === undefined ? {} : { onStackFailure };
}

/** The stack in REVIEW_IN_PROGRESS that an earlier change set of type CREATE has left. */
function reviewed(stackName: string, changeSetName: string, { store }: CloudFormationState): Stack | undefined {
  const stack = store.find(stackName);
  if (stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS') {
    throw validationError(
      `Stack [${stackName}] already exists and cannot be created again with the changeSet [${changeSetName}].`,
    );
  }
  return stack;
}

function review(
  name: string,
  settings: StackChangeSet['settings'],
  { store, accountId, region, now }: CloudFormationState,
): Stack {
  checkStackName(name);
  const stack = newStack({ name, region, accountId, now }, settings, 'REVIEW_IN_PROGRESS');
  store.stacks.push(stack);
  setStackStatus(stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
  return stack;
}

/** Refuses at once what can be known to be wrong before the macros run. */
function checkTemplate(source: Preparation['source'], capabilities: readonly string[]): void {
  const template = readTemplate(source);
  if (readHeader(template).transforms.length > 0) return;
  const types = Object.values(readSections(template).resources).map(({ type }) => type);
  const isNamed = capabilities.includes('CAPABILITY_IAM');
  if (types.some((type) => type.startsWith('AWS::IAM::')) && !isNamed) {
    checkCapabilities(['CAPABILITY_IAM'], capabilities);
  }
}

async function fill(
  changeSet: StackChangeSet,
  preparation: Preparation,
  resourcesToImport: ReturnType<typeof readResourcesToImport>,
  state: CloudFormationState,
): Promise<void> {
  const { stack } = preparation;
  changeSet.status = 'CREATE_IN_PROGRESS';
  try {
    const prepared = await prepare(preparation, state);
    checkCapabilities(prepared.needs, changeSet.settings.capabilities);
    const { tags } = changeSet.settings;
    const changes = await previewChanges(stack, prepared.desiredStack, tags, state.lookups.dynamicReference);
    if (changeSet.type === 'UPDATE' && !hasUpdates(stack, prepared.desiredStack, changes, tags)) {
      throw validationError(
        "The submitted information didn't contain changes. Submit different information to create a change set.",
      );
    }
    changeSet.changes = changes;
    if (changeSet.type === 'IMPORT') {
      const imports = await checkImport(resourcesToImport, prepared, stack, state);
      Object.assign(changeSet, { imports, changes: importChanges(changes, imports) });
    }
    Object.assign(changeSet, { prepared, status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE' });
  } catch (error) {
    Object.assign(changeSet, { status: 'FAILED', statusReason: messageOf(error) });
  }
}

export const executeChangeSet: CloudFormationOperation = ({ parameters: query, state }) => {
  const changeSet = getChangeSet(query, state);
  const { store, engine } = state;
  const { prepared, type, settings, onStackFailure, imports } = changeSet;
  const token = textOf(query.ClientRequestToken);
  if (isRepetition(token, changeSet.executionToken)) return {};
  if (prepared === undefined || changeSet.executionStatus !== 'AVAILABLE') {
    const { id, status, executionStatus } = changeSet;
    const current = prepared === undefined ? `status of [${status}]` : `execution status of [${executionStatus}]`;
    throw new AwsError('InvalidChangeSetStatus', `ChangeSet [${id}] cannot be executed in its current ${current}`);
  }
  const stack = store.get(changeSet.stackId);
  const applied = {
    ...settings,
    disableRollback: textOf(query.DisableRollback) === 'true' || onStackFailure === 'DO_NOTHING',
  };
  if (onStackFailure === 'DELETE') applied.onFailure = 'DELETE';
  if (type === 'UPDATE') checkUpdatable(stack, applied.disableRollback);
  Object.assign(changeSet, { executionStatus: 'EXECUTE_IN_PROGRESS', executionToken: token });
  stack.changeSetId = changeSet.id;
  deleteOthers(changeSet, state);
  if (imports !== undefined) {
    stack.capabilities = settings.capabilities;
    engine.import(stack, prepared, imports, token);
  } else if (type === 'UPDATE') {
    engine.update(stack, applied, async () => prepared, { token, policy: policyOf(stack) });
  } else {
    Object.assign(stack, applied);
    engine.create(stack, async () => prepared, token);
  }
  changeSet.executionStatus = 'EXECUTE_COMPLETE';
  return {};
};

/** CloudFormation deletes the other change sets of a stack when one is executed. */
function deleteOthers({ id, stackId }: StackChangeSet, { store }: CloudFormationState): void {
  for (const other of store.changeSets.values()) {
    if (other.stackId === stackId && other.id !== id) store.changeSets.delete(other.id);
  }
}

export const deleteChangeSet: CloudFormationOperation = ({ parameters: query, state }) => {
  const name = required(query, 'ChangeSetName');
  const changeSet = lookUpChangeSet(name, textOf(query.StackName), state);
  if (changeSet !== undefined) state.store.changeSets.delete(changeSet.id);
  return {};
};
