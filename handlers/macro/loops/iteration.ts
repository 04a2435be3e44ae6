/** The item of each identifier in one iteration of the loops around a place. */
export type Iteration = ReadonlyMap<string, string>;

export const OUTSIDE_LOOPS: Iteration = new Map();

/** `${Name}`, or `&{Name}` for the item's letters and digits only; in `${Api${Name}.Endpoint}` it is the inner one. */
const PLACEHOLDER = /([$&]\{[^!{}][^{}]*\})/;

/**
 * A text with the items in place of their identifiers. An item is inserted unchanged, whatever it contains.
 * @param spend is called with the number of characters before they are joined
 */
export function fill(text: string, iteration: Iteration, spend: (characters: number) => void): string {
  if (iteration.size === 0) return text;
  const parts = text.includes('{') ? text.split(PLACEHOLDER).map((part) => filled(part, iteration)) : [text];
  spend(parts.reduce((length, part) => length + part.length, 0));
  return parts.join('');
}

function filled(part: string, iteration: Iteration): string {
  const item = /^[$&]\{.*\}$/s.test(part) ? iteration.get(part.slice(2, -1)) : undefined;
  if (item === undefined) return part;
  return part.startsWith('&') ? alphanumeric(item) : item;
}

export const alphanumeric = (item: string): string => item.replace(/[^A-Za-z0-9]/g, '');

/** The first placeholder that no loop has replaced; undefined if there is none. */
export const leftover = (text: string): string | undefined => PLACEHOLDER.exec(text)?.[0];
