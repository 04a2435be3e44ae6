import type { Json, JsonObject } from '../json';
import type { CONTAINER, SERVICE } from './block';
import type { ReadMembers } from './schema';

export type ContainerSpec = ReadMembers<typeof CONTAINER>;

export type Policy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

/** What stands on the block beside its properties, and holds for everything that is made of it. */
export interface BlockAttributes {
  condition?: string;
  dependsOn: string[];
  deletionPolicy?: Policy;
  updateReplacePolicy?: Policy;
  metadata?: Json;
}

/** A block that was read without a finding: everything that the resources are made from. */
export interface ServiceSpec extends ReadMembers<typeof SERVICE> {
  /** The block's logical id. */
  id: string;
  attributes: BlockAttributes;
  container: ContainerSpec;
  /** Resource types of the template by logical id: what a `Ref` gives depends on them. */
  resourceTypes: Readonly<Record<string, string>>;
}

/** The block as the template has it. */
export interface Block {
  id: string;
  path: string;
  resource: JsonObject;
}
