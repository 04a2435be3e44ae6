import { isIdOf } from './identity';

/**
 * Which of the ids that a service holds a Delete means. CloudFormation deletes what it knows, or, when it cancelled a
 * Create that was never answered, a stand-in of its own making: both end the resource, and everything goes. Any other
 * id of ours is a replaced one in the clean-up: that one goes, and if it went before, nothing.
 */
export const meant = (service: string, held: readonly string[], known: string | undefined, id = ''): string[] =>
  id === known || !isIdOf(service, id) ? [...held] : held.filter((one) => one === id);
