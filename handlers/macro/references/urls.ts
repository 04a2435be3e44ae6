import {
  branchesOf,
  functionOf,
  getAtt,
  getAttArguments,
  isNoValue,
  join,
  type SubPart,
  sub,
  subArguments,
  subParts,
  subText,
  valueBehind,
} from '../../template-language/intrinsics';
import { isObject, type Json, type JsonObject } from '../../template-language/json';

/** The result for a value that puts a block's endpoint into a longer URL. */
export interface Urls {
  /** The value with `BaseUrl` in the place of each such `Endpoint`. */
  value: JsonObject;
  /** Schemes that were removed before the endpoint of a block. */
  leftOut: readonly Before[];
  /** Other text before an endpoint that looks like a scheme. It stays. */
  doubled: readonly Before[];
}

/** A scheme before the endpoint of a block. */
interface Before {
  block: string;
  scheme: string;
}

/**
 * The native type's `Endpoint` is a host name: templates write `https://${Web.Endpoint}/health`. A block's `Endpoint`
 * is a URL that ends with a slash. So the scheme is removed, and before a path the URL has no slash at its end.
 * @param value an `Fn::Sub` or an `Fn::Join`. Any other value is returned unchanged.
 * @param isBlock whether a logical id is a block's
 */
export function asUrls(value: JsonObject, isBlock: (logicalId: string) => boolean): Urls {
  const name = functionOf(value);
  if (name === 'Fn::Sub') return urlsOfSub(value, isBlock);
  return name === 'Fn::Join' ? urlsOfJoin(value, isBlock) : unchanged(value);
}

const unchanged = (value: JsonObject, doubled: readonly Before[] = []): Urls => ({ value, leftOut: [], doubled });

function urlsOfSub(value: JsonObject, isBlock: (logicalId: string) => boolean): Urls {
  const parsed = subArguments(value['Fn::Sub']);
  if (parsed === undefined) return unchanged(value);
  const { variables } = parsed;
  const parts = subParts(parsed.text);
  const pieces = parts.map((part): Piece => {
    if ('text' in part) return part;
    return { endpoint: endpointOf(valueBehind(part.variable, variables), isBlock) };
  });
  const found = settle(pieces);
  if (found.bases.size === 0) return unchanged(value, found.doubled);
  const added: JsonObject = {};
  const joined = parts.flatMap((part, index): SubPart[] => {
    if ('text' in part) return [{ text: found.texts.get(index) ?? part.text }];
    const base = found.bases.get(index);
    if (base === undefined) return [part];
    const target = isObject(base) ? getAttArguments(base['Fn::GetAtt']) : undefined;
    if (target !== undefined) return [{ variable: `${target.logicalId}.${target.attribute}` }];
    const name = freshName(`${part.variable}Url`, { ...variables, ...added });
    added[name] = base;
    return [{ variable: name }];
  });
  // A variable that only stood for an endpoint is unused now, and is removed. Variables that were unused before stay.
  const used = new Set(joined.flatMap((part) => ('variable' in part ? [part.variable] : [])));
  const was = new Set(parts.flatMap((part) => ('variable' in part ? [part.variable] : [])));
  const left = Object.entries(variables).filter(([own]) => used.has(own) || !was.has(own));
  const own = [...left, ...Object.entries(added)];
  const { leftOut, doubled } = found;
  return { value: sub(subText(joined), own.length > 0 ? Object.fromEntries(own) : undefined), leftOut, doubled };
}

/** The name itself if no variable has it; otherwise the name with as many `2`s at its end as make it unique. */
export const freshName = (name: string, taken: JsonObject): string =>
  Object.hasOwn(taken, name) ? freshName(`${name}2`, taken) : name;

function urlsOfJoin(value: JsonObject, isBlock: (logicalId: string) => boolean): Urls {
  const [delimiter, given] = Array.isArray(value['Fn::Join']) ? value['Fn::Join'] : [];
  if (typeof delimiter !== 'string' || !Array.isArray(given)) return unchanged(value);
  // Here the items are the scheme and the host. The delimiter between them is treated as a third item.
  if (delimiter === '://' && given.length === 2) {
    const [scheme = null, host = null] = given;
    const found = urlsOfJoin({ 'Fn::Join': ['', [scheme, delimiter, host]] }, isBlock);
    return found.leftOut.length > 0 ? found : unchanged(value, found.doubled);
  }
  const list = delimiter === '' ? merged(given) : given;
  const found = settle(
    list.map((item) => (typeof item === 'string' ? { text: item } : { endpoint: endpointOf(item, isBlock) })),
    delimiter,
  );
  const { bases, leftOut, doubled } = found;
  if (bases.size === 0) return unchanged(value, doubled);
  const items = list.flatMap((item, index): Json[] => {
    const base = bases.get(index);
    const text = found.texts.get(index);
    if (base !== undefined) return [base];
    return text === '' ? [] : [text ?? item];
  });
  return { value: { 'Fn::Join': [delimiter, items] }, leftOut, doubled };
}

/** Merges adjacent literal texts into one item. Other items stay. */
function merged(list: readonly Json[]): Json[] {
  const items: Json[] = [];
  for (const item of list) {
    const last = items.at(-1);
    if (typeof item === 'string' && typeof last === 'string') items.splice(-1, 1, last + item);
    else items.push(item);
  }
  return items;
}

/** A literal text, or a function. `endpoint` is undefined if the function does not give the endpoint of a block. */
type Piece = { text: string } | { endpoint: Endpoint | undefined };

/**
 * Decides which pieces become base URLs, and removes the schemes from the texts before them.
 * @param delimiter the text between any two pieces
 */
function settle(pieces: readonly Piece[], delimiter = '') {
  const bases = new Map<number, Json>();
  const texts = new Map<number, string>();
  const leftOut: Before[] = [];
  const doubled: Before[] = [];
  for (const [index, piece] of pieces.entries()) {
    if ('text' in piece || piece.endpoint === undefined) continue;
    const { blocks, base } = piece.endpoint;
    const before = delimiter === '' ? textOfPiece(pieces[index - 1]) : '';
    const [scheme = ''] = /https?:\/\/$/i.exec(before) ?? [];
    const [other = ''] = scheme === '' ? (/[a-z0-9+.-]*:?\/\/$/i.exec(before) ?? []) : [];
    if (other !== '') doubled.push(...blocks.map((block) => ({ block, scheme: other })));
    if (scheme !== '') {
      texts.set(index - 1, before.slice(0, -scheme.length));
      leftOut.push(...blocks.map((block) => ({ block, scheme })));
    }
    const after = index + 1 < pieces.length ? delimiter + textOfPiece(pieces[index + 1]) : '';
    if (scheme !== '' || after.startsWith('/')) bases.set(index, base(scheme));
  }
  return { bases, texts, leftOut, doubled };
}

const textOfPiece = (piece: Piece | undefined): string => (piece && 'text' in piece ? piece.text : '');

/** The blocks whose endpoint is, or may be, the whole value. For a list, the blocks of all its items. */
export function endpointsAlone(value: Json, isBlock: (logicalId: string) => boolean): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => endpointsAlone(item, isBlock));
  const [only, ...more] = subParts(subArguments(isObject(value) ? value['Fn::Sub'] : null)?.text ?? '');
  const isVariable = only !== undefined && 'variable' in only && more.length === 0;
  return endpointOf(isVariable ? { 'Fn::GetAtt': only.variable } : value, isBlock)?.blocks ?? [];
}

/** A value that is the endpoint of a block, or an `Fn::If` with such an endpoint in a branch. */
interface Endpoint {
  blocks: readonly string[];
  /**
   * The value with base URLs instead of the endpoints.
   * @param scheme the scheme that stood before the value. Branches without an endpoint keep it.
   */
  base(scheme: string): Json;
}

/** Undefined if the value is neither the endpoint of a block nor an `Fn::If` with one in a branch. */
function endpointOf(value: Json | undefined, isBlock: (logicalId: string) => boolean): Endpoint | undefined {
  const target = isObject(value) ? getAttArguments(value['Fn::GetAtt']) : undefined;
  if (target?.attribute === 'Endpoint' && isBlock(target.logicalId)) {
    return { blocks: [target.logicalId], base: () => getAtt(target.logicalId, 'BaseUrl') };
  }
  const [condition, ...branches] = branchesOf(value ?? null);
  const endpoints = branches.map((branch) => endpointOf(branch, isBlock));
  if (condition === undefined || endpoints.every((endpoint) => endpoint === undefined)) return undefined;
  return {
    blocks: [...new Set(endpoints.flatMap((endpoint) => endpoint?.blocks ?? []))],
    base: (scheme) => ({
      'Fn::If': [
        condition,
        ...branches.map((branch, index) => endpoints[index]?.base(scheme) ?? withScheme(scheme, branch)),
      ],
    }),
  };
}

function withScheme(scheme: string, value: Json): Json {
  if (scheme === '' || isNoValue(value)) return value;
  return typeof value === 'string' ? scheme + value : join('', [scheme, value]);
}
