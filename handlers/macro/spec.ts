import type { Findings } from '../template-language/findings';
import type { Value } from '../template-language/intrinsics';
import type { Json, JsonObject } from '../template-language/json';
import type { Resolver } from '../template-language/resolver';
import type { SERVICE } from './properties/block';
import type { CONTAINER, SIDECARS } from './properties/container';
import type { Read, ReadMembers } from './properties/schema';
import type { SecretSource } from './secrets/policy';

export type ContainerSpec = ReadMembers<typeof CONTAINER>;
export type SidecarSpec = Read<typeof SIDECARS>[number];

export type Policy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

/** The block's attributes besides its properties; they apply to every resource that is generated from it. */
export interface BlockAttributes {
  condition?: string;
  dependsOn: string[];
  deletionPolicy?: Policy;
  updateReplacePolicy?: Policy;
  metadata?: Json;
}

/** A block that was read without a finding: everything that its resources are generated from. */
export interface ServiceSpec extends ReadMembers<typeof SERVICE> {
  /** The block's logical id. */
  id: string;
  attributes: BlockAttributes;
  /** The primary container. Absent with `TaskDefinitionArn`: then the task definition describes it. */
  container?: ContainerSpec;
  /** The port that the primary container listens on. */
  port: Value<number>;
  /** What the execution role must be able to read: secrets, and the login of a private registry. */
  readable: SecretSource;
  /** `AvailabilityZoneRebalancing` of the service. */
  rebalancing: Json;
  /** With a distribution: what the listener rule goes by. */
  entry?: Entry;
}

/** What a rule goes by: its hosts, the paths of the block, or the default path, which it removes. */
export type Entry =
  | { by: 'host' }
  | {
      by: 'path';
      /** The path of the URL, with its first slash. */
      entrance: string;
    }
  | { by: 'prefix' };

/** A block as it stands in the template. */
export interface Block {
  id: string;
  path: string;
  resource: JsonObject;
}

/** What the steps of an expansion work with. */
export interface ExpansionContext {
  /** Knows what values come to. */
  resolver: Resolver;
  /** Takes what is wrong. */
  findings: Findings;
  /** Takes what is allowed, but probably not intended. */
  warnings: Findings;
}

/** What was read of a block so far; a member that is wrong by itself is missing. */
export type PartialSpec = Partial<Omit<ServiceSpec, 'container'>> & { container: Partial<ContainerSpec> | undefined };
