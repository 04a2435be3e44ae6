/** A stack, its resources and its events. */

import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../../handlers/template-language/json';
import { partitionOf } from '../../../../handlers/template-language/region';
import type { DesiredStack } from '../template/desired-stack';
import type { Parameter } from '../template/parameters';
import type { StackIdentity } from '../template/pseudo';
import type { DeletionPolicy } from '../template/resource-definition';
import type { ResourceStatus, StackStatus } from './statuses';

/** A resource of a stack as it was last deployed. */
export interface DeployedResource {
  logicalId: string;
  type: string;
  /** Absent until CloudFormation knows it. */
  physicalId?: string;
  status: ResourceStatus;
  reason?: string;
  changedAt: Date;
  /** Resolved, as last applied. */
  properties: JsonObject;
  /** What `Fn::GetAtt` finds. */
  attributes: JsonObject;
  dependsOn: readonly string[];
  deletionPolicy: DeletionPolicy;
  updateReplacePolicy: DeletionPolicy;
  metadata?: JsonObject;
}

export interface StackEvent {
  id: string;
  at: Date;
  logicalId: string;
  physicalId: string;
  type: string;
  status: ResourceStatus | StackStatus;
  reason?: string;
  token?: string;
  /** Resolved properties as JSON, with NoEcho values masked. */
  properties?: string;
}

export interface Tag {
  Key: string;
  Value: string;
}

export interface StackOutput {
  key: string;
  value: string;
  description?: string;
  exportName?: string;
}

/** What a request sets besides the template. */
export interface StackSettings {
  capabilities: readonly string[];
  tags: readonly Tag[];
  notificationArns: readonly string[];
  roleArn?: string;
  disableRollback: boolean;
  onFailure: 'DO_NOTHING' | 'ROLLBACK' | 'DELETE';
  terminationProtection: boolean;
}

export interface Stack extends StackIdentity, StackSettings {
  /** The clock of its stamps. */
  now(): Date;
  status: StackStatus;
  statusReason?: string;
  createdAt: Date;
  updatedAt?: Date;
  deletedAt?: Date;
  description?: string;
  parameters: readonly Parameter[];
  /** The template's text as it was sent, and after its macros. */
  template: { original: string; processed: string };
  /** What the template of the last or current operation declares. */
  desiredStack?: DesiredStack;
  resources: Map<string, DeployedResource>;
  /** Oldest first. */
  events: StackEvent[];
  outputs: readonly StackOutput[];
  changeSetId?: string;
  /** The text of its stack policy. It can be changed and not removed. */
  policy?: string;
}

/** A stack without resources. */
export function newStack(
  identity: Pick<Stack, 'name' | 'region' | 'accountId' | 'now'>,
  settings: StackSettings,
  status: StackStatus,
): Stack {
  const { name, region, accountId, now } = identity;
  const partition = partitionOf(region);
  return {
    ...settings,
    id: `arn:${partition}:cloudformation:${region}:${accountId}:stack/${name}/${randomUUID()}`,
    name,
    region,
    accountId,
    now,
    status,
    createdAt: now(),
    parameters: [],
    template: { original: '', processed: '' },
    resources: new Map(),
    events: [],
    outputs: [],
  };
}

export const isDeleted = ({ status }: Stack): boolean => status === 'DELETE_COMPLETE';

export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** Sets a stack's status and records an event. */
export function setStackStatus(stack: Stack, status: StackStatus, reason?: string, token?: string): void {
  stack.status = status;
  stack.statusReason = reason;
  addEvent(
    stack,
    { logicalId: stack.name, physicalId: stack.id, type: STACK_TYPE, status, reason, token },
    randomUUID(),
  );
}

/** Sets a resource's status and records an event. */
export function setResourceStatus(
  stack: Stack,
  resource: DeployedResource,
  status: ResourceStatus,
  { reason, token, properties }: { reason?: string; token?: string; properties?: string } = {},
): void {
  Object.assign(resource, { status, reason, changedAt: stack.now() });
  const { logicalId, physicalId = '', type } = resource;
  const id = `${logicalId}-${status}-${randomUUID()}`;
  addEvent(stack, { logicalId, physicalId, type, status, reason, token, properties }, id);
}

function addEvent(stack: Stack, event: Omit<StackEvent, 'id' | 'at'>, id: string): void {
  stack.events.push({ ...event, id, at: stack.now() });
}
