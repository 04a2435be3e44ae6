/** What the engine requires of a resource type. */

import type { JsonObject } from '../../../../handlers/template-language/json';
import type { SdkClients } from '../../service/clients';
import type { LocalWorld } from '../../world';

export interface ResourceHandlerRequest {
  stack: { id: string; name: string; region: string; accountId: string };
  logicalId: string;
  type: string;
  /** Resolved, with scalars in the types of AWS's specification. */
  properties: JsonObject;
  /** Aborted if CloudFormation cancels the resource because another one failed: then stop waiting, and throw. */
  signal: AbortSignal;
}

export interface CreateRequest extends ResourceHandlerRequest {
  /** To be called as soon as something exists that a roll back would have to delete. */
  announce(physicalId: string): void;
}

export interface UpdateRequest extends ResourceHandlerRequest {
  physicalId: string;
  oldProperties: JsonObject;
}

export interface DeleteRequest extends ResourceHandlerRequest {
  physicalId: string;
}

/** A physical resource as it is now: what `Ref` and `Fn::GetAtt` give. */
export interface PhysicalResource {
  physicalId: string;
  attributes?: JsonObject;
}

export interface ResourceType {
  /** The emulated properties: a template with any other is refused. Absent: all that AWS's schema allows. */
  properties?: readonly string[];
  create(request: CreateRequest): Promise<PhysicalResource>;
  /** Only for properties that do not replace. If the physical id changes, the old physical resource is deleted. */
  update(request: UpdateRequest): Promise<PhysicalResource>;
  /**
   * Looks at a resource that is to be imported; undefined if it does not exist. Absent: the type cannot be imported,
   * or nobody has needed it here.
   */
  find?(request: DeleteRequest): Promise<PhysicalResource | undefined>;
  /** Succeeds if the resource does not exist any more. */
  delete(request: DeleteRequest): Promise<void>;
}

/** A resource failed. If it left a physical resource that must be deleted, the error has its id. */
export class ResourceError extends Error {
  override name = 'ResourceError';
  constructor(
    message: string,
    readonly physicalId?: string,
  ) {
    super(message);
  }
}

/** CloudFormation cancelled a resource because another one failed. */
export class CancelledError extends Error {
  override name = 'CancelledError';
  constructor(readonly physicalId?: string) {
    super('cancelled');
  }
}

/** What resource types work with. */
export interface ResourceTools {
  clients: SdkClients;
  world: LocalWorld;
  /** The registered macros: names or ARNs of functions by the name of the macro. */
  macros: Map<string, string>;
}
