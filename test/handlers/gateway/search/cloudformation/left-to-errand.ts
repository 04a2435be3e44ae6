import type { StackState } from './stack-state';
import { hasTraffic, logicalIdOf, strategyOf, type Template } from './template';

/**
 * Blocks whose weights only an errand can mend, after the operation. An update gave them another strategy than ROLLING, and failed between
 * their service and their traffic. The roll back sends nothing about the traffic, and ECS moves no weights on the way
 * back to ROLLING.
 * @param before the template that the stack goes back to, before anything of that is done
 */
export function leftToErrand({ operation, resources }: StackState, before: Template): string[] {
  const { touched = [], to = {} } = operation ?? {};
  return Object.entries(before).flatMap(([block, old]) => {
    const next = to[block];
    const traffic = logicalIdOf(block, 'Traffic');
    // A Create that was cancelled has left the id of a stand-in, and the clean-up deletes that.
    const isAsked = touched.includes(traffic) || (!hasTraffic(old) && traffic in resources);
    return next && strategyOf(old) === 'ROLLING' && strategyOf(next) !== 'ROLLING' && !isAsked ? [block] : [];
  });
}
