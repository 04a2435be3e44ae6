import type { ResourceRequest } from '../protocol/resource';
import { isStandIn } from '../request/deleted-ids';
import { oldPropertiesOf, propertiesOf } from '../request/request';
import type { Seat, ServiceItem } from './items';
import { routesOf, withSeats } from './service';

/**
 * Retained seats. CloudFormation keeps a membership by DeletionPolicy when the block is removed, and by
 * UpdateReplacePolicy when another membership replaces it. No Delete comes for it, and its service lives on. Only a
 * Delete that names it removes it. If a block with the same logical id comes back, it has nothing to do with the
 * retained seat.
 */

/** Whether a seat stays even if the stack does not have it. */
export const isRetained = ({ retained, wish, left }: Seat): boolean => !left && (retained ?? wish.retained ?? false);

/** The same for a member of the service. */
export function isRetainedIn({ seats }: ServiceItem, member: string): boolean {
  const seat = seats[member];
  return seat !== undefined && isRetained(seat);
}

/**
 * Whether the stack has retained the seat for certain: since then, a Create or an Update with another id was answered.
 */
export const isLetGo = ({ retained, left }: Seat): boolean => !left && retained === true;

/** Whether CloudFormation knows the member for certain: it has asked for a route there. */
const isLearnt = (service: ServiceItem, member: string): boolean =>
  service.seats[member]?.ruleArn !== undefined || routesOf(service, member).length > 0;

/**
 * Which seats outlive a Delete that does not name them: those that the stack has retained. If the Delete names a
 * stand-in id, CloudFormation cancelled a Create whose answer it never got: then every seat that it knows outlives the
 * Delete.
 */
export function outliving(service: ServiceItem, id: string) {
  const isOfUnlearnt = isStandIn(service.service, id);
  return (member: string): boolean => {
    const seat = service.seats[member];
    return seat !== undefined && (isLetGo(seat) || (isLearnt(service, member) && (isOfUnlearnt || isRetained(seat))));
  };
}

/**
 * Which members outlive the Delete of a route or of a traffic: those that the stack retains, unless the Delete is for that
 * member, by its id or else by its properties.
 * @param memberOf the member in an id of that resource
 */
export function retainedBeyond(
  service: ServiceItem,
  request: ResourceRequest,
  memberOf: (id: string) => string | undefined,
): (member: string) => boolean {
  const id = request.PhysicalResourceId ?? '';
  const ended = isStandIn(service.service, id) ? propertiesOf(request).text('Membership') : memberOf(id);
  return (member) => member !== ended && isRetainedIn(service, member);
}

/**
 * Marks the seats that become retained when a request is answered with `member`. A Create shows that the stack no
 * longer has any other seat. An Update that is answered with another member than it names replaces the named one: from
 * now on UpdateReplacePolicy decides whether that one is kept, and no longer DeletionPolicy. If the same update changes
 * the policy, the seat is kept.
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
 * The seat belongs to the stack again, because a move was rolled back. Only a request that names it is proof of that:
 * an Update that finds the seat during a rollback may have been cancelled itself.
 */
const taken = ({ retained: _, ...seat }: Seat): Seat => seat;

const replaced = ({ wish: { retained: _, ...wish }, ...seat }: Seat, keeps: boolean): Seat => ({
  ...taken({ ...seat, wish }),
  ...(keeps && { retained: true as const }),
});

/** A retained membership as a message names it. */
export const spokenRetained = (member: string, { pool, ruleArn }: Seat): string =>
  `the service that the stack has retained with membership ${member} of gateway ${pool.name}` +
  `${ruleArn ? ` (listener rule ${ruleArn})` : ''}`;

/** What a message advises about it. */
export const GIVE_UP = 'or delete the retained ECS service and listener rule by hand and run cfn-express doctor --fix';
