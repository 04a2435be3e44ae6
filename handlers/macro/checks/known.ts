import { isScalar, type Json } from '../../template-language/json';
import type { ExpansionContext } from '../spec';

/** A scalar as text; undefined if it is not known. A dynamic reference is never known. */
export function knownText(value: Json | undefined, { resolver }: ExpansionContext): string | undefined {
  const result = value === undefined ? undefined : resolver.resolve(value);
  if (result?.known !== true || !isScalar(result.value)) return undefined;
  const text = String(result.value);
  return text.includes('{{resolve:') ? undefined : text;
}

/** A number; NaN when it is not known, so that every comparison with it is false. */
export const knownNumber = (value: Json | undefined, context: ExpansionContext): number =>
  Number(knownText(value, context) ?? Number.NaN);
