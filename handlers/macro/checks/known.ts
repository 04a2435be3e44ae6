import { isScalar, type Json } from '../../template-language/json';
import type { ExpansionContext } from '../spec';

/** A scalar as text, as far as it is known; a dynamic reference is not. */
export function knownText(value: Json | undefined, { resolver }: ExpansionContext): string | undefined {
  const result = value === undefined ? undefined : resolver.resolve(value);
  if (result?.known !== true || !isScalar(result.value)) return undefined;
  const text = String(result.value);
  return text.includes('{{resolve:') ? undefined : text;
}

/** A number, as far as it is known: otherwise NaN, which compares with nothing. */
export const knownNumber = (value: Json | undefined, context: ExpansionContext): number =>
  Number(knownText(value, context) ?? Number.NaN);
