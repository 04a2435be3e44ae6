/** Which capacity provider the next task of a service goes to. */
import type { CapacityProviderStrategyItem } from '@aws-sdk/client-ecs';

/**
 * First the one with an unfilled base, then whoever is furthest below its weight's share (API reference of
 * `CapacityProviderStrategyItem`). A strategy of zero weights places nothing beyond the base.
 * @param running how many tasks each provider has now
 * @returns undefined when there is no strategy
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
