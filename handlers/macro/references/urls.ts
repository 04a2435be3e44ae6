import { functionOf, getAtt, getAttArguments, type SubPart, sub, subArguments, subParts, subText } from '../intrinsics';
import { isObject, type Json, type JsonObject } from '../json';

/** Where a value puts a block's endpoint into a longer URL. */
export interface Urls {
  /** The value with `BaseUrl` in the place of each such `Endpoint`. */
  value: JsonObject;
  /** Schemes left out, which stood before the endpoint of that block. */
  leftOut: readonly { block: string; scheme: string }[];
}

/**
 * The native type's `Endpoint` is a host name: templates write `https://${Web.Endpoint}/health`. A block's is a URL that
 * ends with a slash, so the scheme goes, and what is followed by a path becomes the URL without its last slash.
 * @param value an `Fn::Sub` or an `Fn::Join`; any other is its own answer
 * @param isBlock whether a logical id is a block's
 */
export function asUrls(value: JsonObject, isBlock: (logicalId: string) => boolean): Urls {
  const name = functionOf(value);
  if (name === 'Fn::Sub') return urlsOfSub(value, isBlock);
  return name === 'Fn::Join' ? urlsOfJoin(value, isBlock) : { value, leftOut: [] };
}

function urlsOfSub(value: JsonObject, isBlock: (logicalId: string) => boolean): Urls {
  const parsed = subArguments(value['Fn::Sub']);
  if (parsed === undefined) return { value, leftOut: [] };
  const { variables } = parsed;
  const parts = subParts(parsed.text);
  const pieces = parts.map((part): Piece => {
    if ('text' in part) return part;
    const own = Object.hasOwn(variables, part.variable);
    return { block: endpointOf(own ? variables[part.variable] : { 'Fn::GetAtt': part.variable }, isBlock) };
  });
  const found = settle(pieces);
  if (found.bases.size === 0) return { value, leftOut: [] };
  const settled = parts.flatMap((part, index): SubPart[] => {
    const base = found.bases.get(index);
    if (base !== undefined) return [{ variable: `${base}.BaseUrl` }];
    return 'text' in part ? [{ text: found.texts.get(index) ?? part.text }] : [part];
  });
  // A variable of its own that was an endpoint may have no use any more.
  const used = new Set(settled.flatMap((part) => ('variable' in part ? [part.variable] : [])));
  const was = new Set(parts.flatMap((part) => ('variable' in part ? [part.variable] : [])));
  const left = Object.entries(variables).filter(([own]) => used.has(own) || !was.has(own));
  const text = subText(settled);
  return { value: sub(text, left.length > 0 ? Object.fromEntries(left) : undefined), leftOut: found.leftOut };
}

function urlsOfJoin(value: JsonObject, isBlock: (logicalId: string) => boolean): Urls {
  const [delimiter, list] = Array.isArray(value['Fn::Join']) ? value['Fn::Join'] : [];
  if (typeof delimiter !== 'string' || !Array.isArray(list)) return { value, leftOut: [] };
  const found = settle(
    list.map((item) => (typeof item === 'string' ? { text: item } : { block: endpointOf(item, isBlock) })),
    delimiter,
  );
  if (found.bases.size === 0) return { value, leftOut: [] };
  const items = list.flatMap((item, index): Json[] => {
    const base = found.bases.get(index);
    const text = found.texts.get(index);
    if (base !== undefined) return [getAtt(base, 'BaseUrl')];
    return text === '' ? [] : [text ?? item];
  });
  return { value: { 'Fn::Join': [delimiter, items] }, leftOut: found.leftOut };
}

/** Words; or a function, with the block whose endpoint it gives. */
type Piece = { text: string } | { block: string | undefined };

/** Which pieces become base URLs, and what becomes of the words before them. @param delimiter between any two pieces */
function settle(pieces: readonly Piece[], delimiter = '') {
  const bases = new Map<number, string>();
  const texts = new Map<number, string>();
  const leftOut: { block: string; scheme: string }[] = [];
  for (const [index, piece] of pieces.entries()) {
    if ('text' in piece || piece.block === undefined) continue;
    const { block } = piece;
    const before = delimiter === '' ? textOfPiece(pieces[index - 1]) : '';
    const [scheme] = /https?:\/\/$/.exec(before) ?? [];
    if (scheme !== undefined) {
      texts.set(index - 1, before.slice(0, -scheme.length));
      leftOut.push({ block, scheme });
    }
    const after = index + 1 < pieces.length ? delimiter + textOfPiece(pieces[index + 1]) : '';
    if (scheme !== undefined || after.startsWith('/')) bases.set(index, block);
  }
  return { bases, texts, leftOut };
}

const textOfPiece = (piece: Piece | undefined): string => (piece && 'text' in piece ? piece.text : '');

/** The block whose endpoint a function gives. */
function endpointOf(value: Json | undefined, isBlock: (logicalId: string) => boolean): string | undefined {
  const target = isObject(value) ? getAttArguments(value['Fn::GetAtt']) : undefined;
  return target?.attribute === 'Endpoint' && isBlock(target.logicalId) ? target.logicalId : undefined;
}
