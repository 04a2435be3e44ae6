/** ListStackResources, DescribeStackResource and DescribeStackResources. */

import { validationError } from '../../wire/errors';
import { textOf } from '../../wire/query';
import type { XmlObject } from '../../wire/xml';
import { type DeployedResource, isDeleted, type Stack } from '../state/stack';
import type { CloudFormationOperation } from './operation';
import { page } from './paging';
import { required } from './request';

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

/** At most 100 resources, as in CloudFormation: of the named stack, or of the stack that has a physical resource. */
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
  !isDeleted(stack) && [...stack.resources.values()].some((resource) => resource.physicalId === physicalId);
