import type { ResourceRequest } from '../protocol/resource';
import { isStandIn } from '../request/deleted-ids';
import { oldPropertiesOf, propertiesOf } from '../request/request';
import type { Seat, ServiceItem } from './items';
import { routesOf, withSeats } from './service';

/**
 * What CloudFormation lets go of and keeps: by DeletionPolicy when the block goes, by UpdateReplacePolicy when another
 * membership takes its place. No Delete comes for that, and its service lives on: nothing but a Delete that names it
 * takes it, and a block that comes back under the same logical id is a stranger to it.
 */

/** Whether a seat that the stack does not have is to stay all the same. */
export const isRetained = ({ retained, wish, left }: Seat): boolean => !left && (retained ?? wish.retained ?? false);

/** The same of a member of the service. */
export function isRetainedIn({ seats }: ServiceItem, member: string): boolean {
  const seat = seats[member];
  return seat !== undefined && isRetained(seat);
}

/** Whether the seat has surely been let go of: a Create, or an Update that named another, has been answered since. */
export const isLetGo = ({ retained, left }: Seat): boolean => !left && retained === true;

/** Whether CloudFormation has surely learnt of the member: it has asked for a route there. */
const isLearnt = (service: ServiceItem, member: string): boolean =>
  service.seats[member]?.ruleArn !== undefined || routesOf(service, member).length > 0;

/**
 * Which seats stay that a Delete does not name: what the stack has retained; and if it names a stand-in, what CloudFormation
 * has learnt of, because that is the end of a Create that it has not.
 */
export function outliving(service: ServiceItem, id: string) {
  const isOfUnlearnt = isStandIn(service.service, id);
  return (member: string): boolean => {
    const seat = service.seats[member];
    return seat !== undefined && (isLetGo(seat) || (isLearnt(service, member) && (isOfUnlearnt || isRetained(seat))));
  };
}

/**
 * The service as it is when a request is answered with `member`, as far as its seats are retained or not. A Create shows
 * that the stack has let go of all others. An Update that names another takes its place: whether that one is kept is for
 * UpdateReplacePolicy to say from now on, and not for DeletionPolicy; where the policy changes with it, it is kept.
 */
export function withOthersSetAside(service: ServiceItem, member: string, request: ResourceRequest): ServiceItem {
  const { RequestType, PhysicalResourceId: named } = request;
  if (RequestType === 'Create') {
    return withSeats(service, (seat, one) => (one !== member && isRetained(seat) ? { ...seat, retained: true } : seat));
  }
  const keeps = [propertiesOf(request), oldPropertiesOf(request)].some((one) => one.flag('RetainedWhenReplaced'));
  return withSeats(service, (seat, one) =>
    one !== named ? seat : named === member ? taken(seat) : replaced(seat, keeps),
  );
}

/**
 * The stack's own again: a move was taken back. Sure of that is only who reads its name in a request: an Update that looks
 * for it during a roll back may be one that was cancelled itself.
 */
const taken = ({ retained: _, ...seat }: Seat): Seat => seat;

const replaced = ({ wish: { retained: _, ...wish }, ...seat }: Seat, keeps: boolean): Seat => ({
  ...taken({ ...seat, wish }),
  ...(keeps && { retained: true as const }),
});

/** How a message names a retained membership. */
export const spokenRetained = (member: string, { pool, ruleArn }: Seat): string =>
  `the service that the stack has retained with membership ${member} of gateway ${pool.name}` +
  `${ruleArn ? ` (listener rule ${ruleArn})` : ''}`;

/** What a message says can be done about it. */
export const GIVE_UP = 'or delete the retained ECS service and listener rule by hand and run cfn-express doctor --fix';
