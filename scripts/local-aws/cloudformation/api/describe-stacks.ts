/** DescribeStacks, ListStacks and DescribeStackEvents. */

import { validationError } from '../../wire/errors';
import { textOf, textsOf } from '../../wire/query';
import type { XmlObject } from '../../wire/xml';
import { isDeleted, type Stack, type StackEvent } from '../state/stack';
import { MASK, type Parameter } from '../template/parameters';
import type { CloudFormationOperation } from './operation';
import { page } from './paging';
import { required } from './request';

export const describeStacks: CloudFormationOperation = ({ parameters: query, state: { store } }) => {
  const name = textOf(query.StackName);
  const stacks = name === undefined ? store.stacks.filter((stack) => !isDeleted(stack)).reverse() : [store.get(name)];
  const { entries, NextToken } = page(stacks, query);
  return { Stacks: entries.map(shownStack), NextToken };
};

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
