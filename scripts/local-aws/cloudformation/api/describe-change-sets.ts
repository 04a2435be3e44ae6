/** DescribeChangeSet and ListChangeSets. */
import type { XmlObject } from '../../wire/xml';
import type { ChangeDetail, ResourceChange, StackChangeSet } from '../state/change-set';
import { shownParameters } from './describe-stacks';
import { getChangeSet } from './find-change-set';
import type { CloudFormationOperation, CloudFormationState } from './operation';
import { page } from './paging';
import { required } from './request';
import { existing } from './stacks';

export const describeChangeSet: CloudFormationOperation = ({ parameters: query, state }) => {
  const changeSet = getChangeSet(query, state);
  const { entries, NextToken } = page(changeSet.changes, query);
  const { settings } = changeSet;
  return {
    ...summary(changeSet, state),
    Parameters: changeSet.prepared === undefined ? undefined : shownParameters(changeSet.prepared.parameters),
    NotificationARNs: settings.notificationArns,
    RollbackConfiguration: {},
    Capabilities: settings.capabilities,
    Tags: settings.tags.map(({ Key, Value }) => ({ Key, Value })),
    Changes: entries.map(shownChange),
    NextToken,
    OnStackFailure: changeSet.onStackFailure,
  };
};

export const listChangeSets: CloudFormationOperation = ({ parameters: query, state }) => {
  const stack = existing(state, required(query, 'StackName'));
  const all = [...state.store.changeSets.values()].filter(({ stackId }) => stackId === stack.id);
  const { entries, NextToken } = page(all, query);
  return { Summaries: entries.map((changeSet) => summary(changeSet, state)), NextToken };
};

function summary(changeSet: StackChangeSet, { store }: CloudFormationState): XmlObject {
  const { id, name, stackId, createdAt, description, status, statusReason, executionStatus } = changeSet;
  return {
    ChangeSetId: id,
    ChangeSetName: name,
    StackId: stackId,
    StackName: store.get(stackId).name,
    Description: description,
    CreationTime: createdAt,
    Status: status,
    StatusReason: statusReason,
    ExecutionStatus: executionStatus,
    IncludeNestedStacks: false,
  };
}

const shownChange = ({
  action,
  logicalId,
  physicalId,
  type,
  replacement,
  policyAction,
  details,
}: ResourceChange): XmlObject => ({
  Type: 'Resource',
  ResourceChange: {
    Action: action,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    Replacement: replacement,
    PolicyAction: policyAction,
    Scope: [...new Set(details.map(({ attribute }) => attribute))],
    Details: details.map(shownDetail),
  },
});

const shownDetail = (detail: ChangeDetail): XmlObject => ({
  Target: { Attribute: detail.attribute, Name: detail.name, RequiresRecreation: detail.requiresRecreation },
  Evaluation: detail.evaluation,
  ChangeSource: detail.changeSource,
  CausingEntity: detail.causingEntity,
});
