import { isIdOf } from '../identity';

/**
 * Which of the ids that a service holds a Delete is about. CloudFormation names the id that it knows; or, if it
 * cancelled a Create before the answer, a stand-in id that it made up. Both end the resource, so every id goes unless
 * it is to outlive the resource. Any other id of ours was replaced by an update, and only that id goes, if it is still
 * there.
 * @param known the id that CloudFormation was last told
 * @param id the id in the Delete
 * @param outlives whether an id stays although the Delete ends the resource
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

/** Whether CloudFormation made the id up: no answer of ours ever contained it. */
export const isStandIn = (service: string, id = ''): boolean => !isIdOf(service, id);
