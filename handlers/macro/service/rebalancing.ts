import { branchesOf } from '../../template-language/intrinsics';
import type { Json } from '../../template-language/json';
import type { Resolver } from '../../template-language/resolver';

/**
 * Whether ECS rebalances tasks over Availability Zones. ECS refuses that with a MaximumPercent of 100, because it could
 * not start a task before it stops another. If only CloudFormation knows the number, assume the worst. The property
 * cannot simply be omitted: ECS keeps the previous value on an update.
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
