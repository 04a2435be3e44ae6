/** Which tags the resources of the embedded AWS carry, told by the calls that made them. */
export class TagsSeen {
  readonly #tags = new Map<string, Readonly<Record<string, string>>>();

  add(resource: string, tags: Readonly<Record<string, string>>): void {
    this.#tags.set(resource, { ...this.#tags.get(resource), ...tags });
  }

  /** As context keys of a request for the resource. */
  contextOf(resource: string): Record<string, string> {
    return keyed('aws:ResourceTag', this.#tags.get(resource) ?? {});
  }
}

/** Tags as the context keys of a request that brings them. */
export const requestTags = (tags: Readonly<Record<string, string>>): Record<string, string | string[]> => ({
  ...keyed('aws:RequestTag', tags),
  ...(Object.keys(tags).length > 0 && { 'aws:TagKeys': Object.keys(tags) }),
});

const keyed = (prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));
