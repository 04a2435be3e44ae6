import type { Findings } from '../../template-language/findings';
import { isScalar, type Json } from '../../template-language/json';
import type { Resolver } from '../../template-language/resolver';
import type { ContainerSpec, ServiceSpec } from '../spec';

export interface Context {
  resolver: Resolver;
  findings: Findings;
  /** What is allowed but hardly meant. */
  warnings: Findings;
}

/** What was read of a block; a member that is wrong by itself is missing. */
export type Draft = Partial<Omit<ServiceSpec, 'container'>> & { container: Partial<ContainerSpec> | undefined };

/** A scalar as text, as far as it is known; a dynamic reference is not. */
export function knownText(value: Json | undefined, { resolver }: Context): string | undefined {
  const result = value === undefined ? undefined : resolver.resolve(value);
  if (result?.known !== true || !isScalar(result.value)) return undefined;
  const text = String(result.value);
  return text.includes('{{resolve:') ? undefined : text;
}

/** A number, as far as it is known: otherwise NaN, which compares with nothing. */
export const knownNumber = (value: Json | undefined, context: Context): number =>
  Number(knownText(value, context) ?? Number.NaN);
