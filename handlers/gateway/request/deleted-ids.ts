import { isIdOf } from '../identity';

/**
 * Which of the ids that a service holds a Delete means. CloudFormation deletes what it knows, or, when it cancelled a
 * Create that was never answered, a stand-in of its own making: both end the resource, and everything goes that is not
 * to outlive it. Any other id of ours is a replaced one in the clean-up: that one goes, and if it went before, nothing.
 * @param outlives whether an id stays that the Delete does not name
 */
export function idsToDelete(
  service: string,
  held: readonly string[],
  known: string | undefined,
  id = '',
  outlives: (one: string) => boolean = () => false,
): string[] {
  const endsAll = id === known || isStandIn(service, id);
  return held.filter((one) => one === id || (endsAll && !outlives(one)));
}

/** Whether the id is one that CloudFormation made up: no answer of ours ever carried it. */
export const isStandIn = (service: string, id = ''): boolean => !isIdOf(service, id);
