/** Which target group of a forward action gets a request. */
import type { ForwardAction, RoutedRequest, TargetGroupView, WeightedGroup } from './view';

/**
 * The groups take turns by their weights. `cookies` are the values of `Set-Cookie` headers with which the client stays with the
 * group.
 */
export function chooseGroup(
  action: ForwardAction,
  _request: RoutedRequest,
): { group: TargetGroupView | undefined; cookies: readonly string[] } {
  return { group: nextGroup(action.groups), cookies: [] };
}

/**
 * Smooth weighted round robin: of n requests in a row, each group gets its share, as evenly spread as can be. A group of weight 0
 * gets nothing. Undefined if all weights are 0.
 */
function nextGroup(groups: readonly WeightedGroup[]): TargetGroupView | undefined {
  let total = 0;
  let next: WeightedGroup | undefined;
  for (const each of groups) {
    if (each.weight === 0) continue;
    total += each.weight;
    each.turn.current += each.weight;
    if (next === undefined || each.turn.current > next.turn.current) next = each;
  }
  if (next !== undefined) next.turn.current -= total;
  return next?.group;
}
