import type { Tags } from '../world/load-balancers';

/** A tag in the APIs of EC2 and Elastic Load Balancing. */
interface Tag {
  Key?: string | undefined;
  Value?: string | undefined;
}

/** A tag in the API of ECS. */
interface EcsTag {
  key?: string | undefined;
  value?: string | undefined;
}

export const readTags = (tags: readonly Tag[] = []): Tags =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));

export const writeTags = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const readEcsTags = (tags: readonly EcsTag[] = []): Tags =>
  Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));

export const writeEcsTags = (tags: Tags) => Object.entries(tags).map(([key, value]) => ({ key, value }));
