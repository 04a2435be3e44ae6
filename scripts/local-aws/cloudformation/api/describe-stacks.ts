/** What can be read of stacks, their events and their resources. */
import { textOf, textsOf } from '../../wire/query';
import type { XmlObject } from '../../wire/xml';
import { validationError } from '../errors';
import type { DeployedResource, Stack, StackEvent } from '../state/stack';
import { MASK, type Parameter } from '../template/parameters';
import type { CloudFormationOperation } from './operation';
import { page } from './paging';
import { required } from './request';

export const describeStacks: CloudFormationOperation = ({ parameters: query, state: { store } }) => {
  const name = textOf(query.StackName);
  const stacks = name === undefined ? store.stacks.filter(isThere).reverse() : [store.get(name)];
  const { entries, NextToken } = page(stacks, query);
  return { Stacks: entries.map(shownStack), NextToken };
};

const isThere = ({ status }: Stack): boolean => status !== 'DELETE_COMPLETE';

export const listStacks: CloudFormationOperation = ({ parameters: query, state: { store } }) => {
  const statuses: readonly string[] = textsOf(query.StackStatusFilter);
  const all = store.stacks.filter(({ status }) => statuses.length === 0 || statuses.includes(status)).reverse();
  const { entries, NextToken } = page(all, query);
  return { StackSummaries: entries.map(summary), NextToken };
};

const summary = (stack: Stack): XmlObject => ({
  StackId: stack.id,
  StackName: stack.name,
  TemplateDescription: stack.description,
  CreationTime: stack.createdAt,
  LastUpdatedTime: stack.updatedAt,
  DeletionTime: stack.deletedAt,
  StackStatus: stack.status,
  StackStatusReason: stack.statusReason,
  DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
});

const shownStack = (stack: Stack): XmlObject => ({
  StackId: stack.id,
  StackName: stack.name,
  ChangeSetId: stack.changeSetId,
  Description: stack.description,
  Parameters: shownParameters(stack.parameters),
  CreationTime: stack.createdAt,
  LastUpdatedTime: stack.updatedAt,
  DeletionTime: stack.deletedAt,
  RollbackConfiguration: {},
  StackStatus: stack.status,
  StackStatusReason: stack.statusReason,
  DisableRollback: stack.disableRollback,
  NotificationARNs: stack.notificationArns,
  Capabilities: stack.capabilities,
  Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
    OutputKey: key,
    OutputValue: value,
    Description: description,
    ExportName: exportName,
  })),
  RoleARN: stack.roleArn,
  Tags: stack.tags.map(({ Key, Value }) => ({ Key, Value })),
  EnableTerminationProtection: stack.terminationProtection,
  DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
});

export const shownParameters = (parameters: readonly Parameter[]): XmlObject[] =>
  parameters.map(({ key, value, noEcho }) => ({ ParameterKey: key, ParameterValue: noEcho ? MASK : value }));

export const describeStackEvents: CloudFormationOperation = ({ parameters: query, state: { store } }) => {
  const name = required(query, 'StackName');
  const stack = store.find(name);
  if (stack === undefined) throw validationError(`Stack [${name}] does not exist`);
  const { entries, NextToken } = page([...stack.events].reverse(), query);
  return { StackEvents: entries.map((event) => shownEvent(stack, event)), NextToken };
};

const shownEvent = (stack: Stack, event: StackEvent): XmlObject => ({
  StackId: stack.id,
  EventId: event.id,
  StackName: stack.name,
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: event.at,
  ResourceStatus: event.status,
  ResourceStatusReason: event.reason,
  ResourceProperties: event.properties,
  ClientRequestToken: event.token,
});

export const listStackResources: CloudFormationOperation = ({ parameters: query, state: { store } }) => {
  const stack = store.get(required(query, 'StackName'));
  const { entries, NextToken } = page([...stack.resources.values()], query);
  const summaries = entries.map((resource) => ({
    ...identity(resource),
    LastUpdatedTimestamp: resource.changedAt,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  }));
  return { StackResourceSummaries: summaries, NextToken };
};

const identity = ({ logicalId, physicalId, type, status, reason }: DeployedResource): XmlObject => ({
  LogicalResourceId: logicalId,
  PhysicalResourceId: physicalId,
  ResourceType: type,
  ResourceStatus: status,
  ResourceStatusReason: reason,
});

export const describeStackResource: CloudFormationOperation = ({ parameters: query, state: { store } }) => {
  const stack = store.get(required(query, 'StackName'));
  const logicalId = required(query, 'LogicalResourceId');
  const resource = stack.resources.get(logicalId);
  if (resource === undefined) throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
  return {
    StackResourceDetail: {
      StackName: stack.name,
      StackId: stack.id,
      ...identity(resource),
      LastUpdatedTimestamp: resource.changedAt,
      Metadata: resource.metadata === undefined ? undefined : JSON.stringify(resource.metadata),
      DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
    },
  };
};

/** At most 100 of them, as CloudFormation gives them; by stack, or the whole stack of one physical resource. */
export const describeStackResources: CloudFormationOperation = ({ parameters: query, state: { store } }) => {
  const physicalId = textOf(query.PhysicalResourceId);
  const stack =
    physicalId === undefined ? store.get(required(query, 'StackName')) : store.stacks.find((s) => owns(s, physicalId));
  if (stack === undefined) throw validationError(`Stack for ${physicalId} does not exist`);
  const logicalId = textOf(query.LogicalResourceId);
  const resources = [...stack.resources.values()].filter((r) => logicalId === undefined || r.logicalId === logicalId);
  return {
    StackResources: resources.slice(0, 100).map((resource) => ({
      StackName: stack.name,
      StackId: stack.id,
      ...identity(resource),
      Timestamp: resource.changedAt,
      DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
    })),
  };
};

const owns = (stack: Stack, physicalId: string): boolean =>
  isThere(stack) && [...stack.resources.values()].some((resource) => resource.physicalId === physicalId);

export const listExports: CloudFormationOperation = ({ parameters: query, state: { store } }) => {
  const { entries, NextToken } = page(store.exports(), query);
  return {
    Exports: entries.map(({ name, value, stackId }) => ({ ExportingStackId: stackId, Name: name, Value: value })),
    NextToken,
  };
};

export const listImports: CloudFormationOperation = ({ parameters: query, state: { store } }) => {
  const name = required(query, 'ExportName');
  const importers = store.importers(name);
  if (importers.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
  const { entries, NextToken } = page(importers, query);
  return { Imports: entries, NextToken };
};
