import type { Value } from '../../template-language/intrinsics';
import type { Json, JsonObject } from '../../template-language/json';
import type { ServiceSpec } from '../spec';

/** A resource of the processed template, before the block's own attributes are put on it. */
export interface Resource {
  Type: string;
  Properties: JsonObject;
  DependsOn?: string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Metadata?: Json;
}

/** Makes one resource of a service, or none when the service needs none. */
export type Maker = (spec: ServiceSpec) => Resource | undefined;

/** Tags as CloudFormation wants them; undefined when there are none, so that the property is left out. */
export function tagsOf(
  spec: ServiceSpec,
  more: readonly { Key: string; Value: Value<string> }[] = [],
): Json | undefined {
  const tags = [...spec.Tags, ...more].map(({ Key, Value }) => ({ Key, Value }));
  return tags.length === 0 ? undefined : tags;
}
