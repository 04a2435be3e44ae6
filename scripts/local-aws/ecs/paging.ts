/** One page of a list, as ListServices and its like give it. @param defaultSize of a page, when the request does not say */
export function page<Item>(
  items: readonly Item[],
  input: { nextToken?: string; maxResults?: number },
  defaultSize: number,
): { items: Item[]; nextToken?: string } {
  const start = Number(input.nextToken ?? 0);
  const end = start + (input.maxResults ?? defaultSize);
  return { items: items.slice(start, end), nextToken: end < items.length ? String(end) : undefined };
}
