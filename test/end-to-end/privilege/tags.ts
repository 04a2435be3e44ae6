/** The tags of resources in the embedded AWS, collected from the calls that made them. */
export class TagsSeen {
  readonly #tags = new Map<string, Readonly<Record<string, string>>>();

  add(resource: string, tags: Readonly<Record<string, string>>): void {
    this.#tags.set(resource, { ...this.#tags.get(resource), ...tags });
  }

  /** The resource's tags as context keys of a request. */
  contextOf(resource: string): Record<string, string> {
    return keyed('aws:ResourceTag', this.#tags.get(resource) ?? {});
  }
}

/** The context keys of a request that sets these tags. */
export const requestTags = (tags: Readonly<Record<string, string>>): Record<string, string | string[]> => ({
  ...keyed('aws:RequestTag', tags),
  ...(Object.keys(tags).length > 0 && { 'aws:TagKeys': Object.keys(tags) }),
});

const keyed = (prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));
