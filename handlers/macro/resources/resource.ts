import type { Value } from '../../template-language/intrinsics';
import type { Json, JsonObject } from '../../template-language/json';
import type { ServiceSpec } from '../spec';

/** A resource of the processed template, before the block's attributes are added. */
export interface Resource {
  Type: string;
  Properties: JsonObject;
  DependsOn?: string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Metadata?: Json;
}

/** Makes one resource of a service; undefined when the service does not need it. */
export type Maker = (spec: ServiceSpec) => Resource | undefined;

/** The Tags property; undefined when there are none. */
export function tagsOf(
  spec: ServiceSpec,
  more: readonly { Key: string; Value: Value<string> }[] = [],
): Json | undefined {
  const tags = [...spec.Tags, ...more].map(({ Key, Value }) => ({ Key, Value }));
  return tags.length === 0 ? undefined : tags;
}
