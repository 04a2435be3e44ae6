/** Which capacity provider runs the next task of a service. */
import type { CapacityProviderStrategyItem } from '@aws-sdk/client-ecs';

/**
 * First the provider whose base is not filled, then the one that is furthest below its share by weight (API reference of
 * `CapacityProviderStrategyItem`). A strategy without weights places no tasks beyond the base.
 * @param running how many tasks each provider has now
 * @returns undefined if there is no strategy
 */
export function nextCapacityProvider(
  strategy: readonly CapacityProviderStrategyItem[],
  running: ReadonlyMap<string, number>,
): string | undefined {
  const count = (item: CapacityProviderStrategyItem) => running.get(item.capacityProvider ?? '') ?? 0;
  const unfilled = strategy.find((item) => count(item) < (item.base ?? 0));
  if (unfilled !== undefined) return unfilled.capacityProvider;
  const share = (item: CapacityProviderStrategyItem) => (count(item) - (item.base ?? 0) + 1) / (item.weight ?? 0);
  const weighted = strategy.filter((item) => (item.weight ?? 0) > 0);
  return weighted.sort((one, other) => share(one) - share(other))[0]?.capacityProvider;
}
