import { functionOf, getAttArguments, subArguments, subParts } from '../intrinsics';
import { isObject, type Json, type JsonObject } from '../json';

/** The scheme that ends a text: `https://`, or undefined. */
const schemeAtEnd = (text: Json | undefined): string | undefined =>
  typeof text === 'string' ? /https?:\/\/$/.exec(text)?.[0] : undefined;

/** A scheme that stands right before the endpoint of a block. */
export interface DoubledScheme {
  /** The block's logical id. */
  block: string;
  scheme: string;
}

/**
 * Where an `Fn::Sub` or an `Fn::Join` puts a scheme before the endpoint of a block. The native type's `Endpoint` is a
 * host name to which templates add `https://`; a block's is a whole URL, and with two schemes it is none.
 * @param isBlock whether a logical id is a block's
 */
export function doubledSchemes(value: JsonObject, isBlock: (logicalId: string) => boolean): DoubledScheme[] {
  const pieces = functionOf(value) === 'Fn::Sub' ? piecesOfSub(value['Fn::Sub']) : piecesOfJoin(value['Fn::Join']);
  return pieces.flatMap((piece, index) => {
    const block = endpointOf(piece);
    const scheme = schemeAtEnd(pieces[index - 1]);
    return block === undefined || scheme === undefined || !isBlock(block) ? [] : [{ block, scheme }];
  });
}

/** The text of an `Fn::Sub` as words and `Fn::GetAtt`s, with its own variables put in. */
function piecesOfSub(value: Json | undefined): Json[] {
  const parsed = subArguments(value);
  return subParts(parsed?.text ?? '').map((part): Json => {
    if ('text' in part) return part.text;
    return parsed?.variables[part.variable] ?? { 'Fn::GetAtt': part.variable };
  });
}

function piecesOfJoin(value: Json | undefined): Json[] {
  const [delimiter, list] = Array.isArray(value) ? value : [];
  return delimiter === '' && Array.isArray(list) ? list : [];
}

function endpointOf(piece: Json): string | undefined {
  const target = isObject(piece) ? getAttArguments(piece['Fn::GetAtt']) : undefined;
  return target?.attribute === 'Endpoint' ? target.logicalId : undefined;
}
