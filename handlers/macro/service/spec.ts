import type { Json, JsonObject } from '../json';
import type { CONTAINER, SERVICE } from './block';
import type { ReadMembers } from './schema';
import type { SecretSource } from './secret-source';

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
  /** What whoever starts the tasks must be able to read: secrets, and the login of a private registry. */
  readable: SecretSource;
}

/** The block as the template has it. */
export interface Block {
  id: string;
  path: string;
  resource: JsonObject;
}
