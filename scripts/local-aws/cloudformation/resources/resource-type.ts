/** What the engine asks of a resource type. */

import type { JsonObject } from '../../../../handlers/template-language/json';
import type { SdkClients } from '../../service/clients';
import type { LocalWorld } from '../../world';

export interface ResourceHandlerRequest {
  stack: { id: string; name: string; region: string; accountId: string };
  logicalId: string;
  type: string;
  /** Resolved, every scalar of the type that AWS's specification says. */
  properties: JsonObject;
  /** Aborted when CloudFormation gives up on the resource because another one failed: stop waiting, throw. */
  signal: AbortSignal;
}

export interface CreateRequest extends ResourceHandlerRequest {
  /** To be called as soon as there is something that a roll back would have to delete. */
  announce(physicalId: string): void;
}

export interface UpdateRequest extends ResourceHandlerRequest {
  physicalId: string;
  oldProperties: JsonObject;
}

export interface DeleteRequest extends ResourceHandlerRequest {
  physicalId: string;
}

/** A physical resource as it is now: its id, which is what `Ref` gives, and what `Fn::GetAtt` finds. */
export interface PhysicalResource {
  physicalId: string;
  attributes?: JsonObject;
}

export interface ResourceType {
  /** The properties it carries out; a template with any other is refused. Absent: whatever AWS's schema allows. */
  properties?: readonly string[];
  create(request: CreateRequest): Promise<PhysicalResource>;
  /** Only for properties that do not replace. Another physical id than before means that the old one is to be deleted. */
  update(request: UpdateRequest): Promise<PhysicalResource>;
  /** Deleting what is gone already succeeds. */
  delete(request: DeleteRequest): Promise<void>;
}

/** Whether a Lambda function provides the resource, and not AWS. */
export const isCustomResource = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

/** A resource failed in words of its own, perhaps leaving something that must be deleted. */
export class ResourceError extends Error {
  override name = 'ResourceError';
  constructor(
    message: string,
    readonly physicalId?: string,
  ) {
    super(message);
  }
}

/** CloudFormation gave up on a resource because of another one. */
export class CancelledError extends Error {
  override name = 'CancelledError';
  constructor(readonly physicalId?: string) {
    super('cancelled');
  }
}

/** What resource types are made from. */
export interface ResourceTools {
  clients: SdkClients;
  world: LocalWorld;
  /** Where AWS::CloudFormation::Macro registers: name to function. */
  macros: Map<string, string>;
}
