import { branchesOf } from '../../template-language/intrinsics';
import type { Json } from '../../template-language/json';
import type { Resolver } from '../../template-language/resolver';

/**
 * Whether ECS spreads tasks anew over zones: it refuses to with a MaximumPercent of 100, where it could start none before
 * it stops another. Of a number that only CloudFormation will know the macro has to take the worst; left out it would not
 * do, since an update keeps what the service had before.
 * @returns ENABLED, DISABLED, or an `Fn::If` of the two
 */
export function rebalancing(maximumPercent: Json, resolver: Resolver): Json {
  const result = resolver.resolve(maximumPercent);
  if (result.known) return Number(result.value) > 100 ? 'ENABLED' : 'DISABLED';
  const [condition, ...branches] = branchesOf(maximumPercent);
  if (condition === undefined) return 'DISABLED';
  const [whenTrue = 'DISABLED', whenFalse = 'DISABLED'] = branches.map((branch) => rebalancing(branch, resolver));
  return whenTrue === whenFalse ? whenTrue : { 'Fn::If': [condition, whenTrue, whenFalse] };
}
