import { isNoValue, mayBeAbsent } from '../../template-language/intrinsics';
import { isScalar, type Json } from '../../template-language/json';
import type { Resolver } from '../../template-language/resolver';
import type { ExpansionContext } from '../spec';

/** A scalar as text; undefined if it is not known. A dynamic reference is never known. */
export function knownText(
  value: Json | undefined,
  { resolver }: Pick<ExpansionContext, 'resolver'>,
): string | undefined {
  const result = value === undefined ? undefined : resolver.resolve(value);
  if (result?.known !== true || !isScalar(result.value)) return undefined;
  const text = String(result.value);
  return text.includes('{{resolve:') ? undefined : text;
}

/** A number; NaN when it is not known, so that every comparison with it is false. */
export const knownNumber = (value: Json | undefined, context: ExpansionContext): number =>
  Number(knownText(value, context) ?? Number.NaN);

/** Whether a property has a value, or why that is not known. The value itself need not be known. */
export function presence(
  value: Json | undefined,
  resolver: Resolver,
): { known: true; given: boolean } | { known: false; why: string } {
  if (value === undefined || isNoValue(value)) return { known: true, given: false };
  const taken = resolver.branch(value);
  if (taken?.known) return presence(taken.value, resolver);
  if (taken !== undefined) return mayBeAbsent(value) ? taken : { known: true, given: true };
  const result = resolver.resolve(value);
  return { known: true, given: !result.known || result.value !== undefined };
}
