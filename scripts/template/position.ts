import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { longForm } from './short-forms';

/** A place in a text. Lines and columns start at 1. */
export interface Position {
  line: number;
  column: number;
}

/**
 * The offset in the text of what a path (`Resources.Web.Properties.Ports[0]`) names. The offset of a map's entry is
 * that of its key. If the path does not exist, this is the offset of the nearest part above it that does.
 */
export function locate(root: unknown, path: string): number {
  let node = root;
  let rest = path;
  let offset = offsetOf(root);
  while (rest !== '') {
    const step = stepInto(node, rest);
    if (step === undefined) return offset;
    ({ node, rest } = step);
    offset = step.offset ?? offset;
  }
  return offset;
}

interface Step {
  node: unknown;
  rest: string;
  /** Absent for the function of a short form, which is not in the text. */
  offset?: number;
}

function stepInto(node: unknown, path: string): Step | undefined {
  const tag = tagOf(node);
  if (tag !== undefined && startsWithKey(path, tag)) return { node: untagged(node), rest: after(path, tag.length) };
  if (isSeq(node)) {
    const index = /^\[?(\d+)\]?/.exec(path);
    const item = index === null ? undefined : node.items[Number(index[1])];
    return index === null || item === undefined
      ? undefined
      : { node: item, rest: after(path, index[0].length), offset: offsetOf(item) };
  }
  if (!isMap(node)) return undefined;
  // A key may contain a dot, so the longest key that fits is the right one.
  const [pair] = node.items
    .filter(({ key }) => startsWithKey(path, textOf(key)))
    .sort((a, b) => textOf(b.key).length - textOf(a.key).length);
  return pair && { node: pair.value, rest: after(path, textOf(pair.key).length), offset: offsetOf(pair.key) };
}

const startsWithKey = (path: string, key: string): boolean =>
  path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`);

/** The rest of a path, without a leading dot. */
const after = (path: string, length: number): string => path.slice(length).replace(/^\./, '');

const textOf = (key: unknown): string => (isScalar(key) ? String(key.value) : '');

const offsetOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0;

function tagOf(node: unknown): string | undefined {
  const tag = isMap(node) || isSeq(node) || isScalar(node) ? node.tag : undefined;
  return tag === undefined ? undefined : longForm(tag);
}

/** The same node without its tag, so that the next step does not find the tag again. */
function untagged(node: unknown): unknown {
  if (!isMap(node) && !isSeq(node)) return undefined;
  const argument = node.clone() as typeof node;
  argument.tag = undefined;
  return argument;
}
