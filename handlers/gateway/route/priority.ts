import { serviceOf, serviceParts, spoken } from '../identity';
import type { GatewayItem, RouteSpec, Seat, ServiceItem } from '../ledger/items';
import { FOREIGN, parkedOf } from '../ledger/priorities';
import { GIVE_UP, isLetGo, spokenRetained } from '../ledger/retained';
import { seatOf } from '../ledger/service';
import { PriorityTakenError } from '../world/errors';
import { type Band, bandOf, freeAfter, freeIn, HIGHEST, isIn, PARKED, priorityIn } from './bands';

/** Chooses the priority of a route's rule. Pure. */

/** The band of a route's rule. */
export const bandFor = ({ conditions }: RouteSpec): Band => bandOf(conditions.hosts, conditions.paths);

/** The priority that the user fixed; or the rule's own, if it still suits; or the slot's, or one after the old rule. */
export function wantedPriority(
  service: ServiceItem,
  member: string,
  spec: RouteSpec,
  traffic: Seat['traffic'],
): number {
  const band = bandFor(spec);
  const seat = seatOf(service, member);
  const old = ownOther(service, member, seat, traffic);
  const suits = (one: number | undefined): boolean =>
    one !== undefined && isIn(band, one) && (one === seat.priority || one > old);
  return spec.priority ?? [seat.priority, ...seat.held].find(suits) ?? Math.max(old + 1, priorityIn(band, seat.slot));
}

/**
 * The priority of the service's other rule on the same listener; 0 if there is none. A move within one load balancer
 * makes a new rule beside the old one, and the new target groups are empty until the new service is up. So the new rule
 * must come after the old one, which takes the traffic until the clean-up deletes it. A rule whose stack has a
 * `Custom::ExpressTraffic` waits for its tasks, and may come before the old one.
 */
const ownOther = ({ seats }: ServiceItem, member: string, { token }: Seat, traffic: Seat['traffic']): number =>
  traffic !== undefined
    ? 0
    : Math.max(
        0,
        ...Object.entries(seats)
          .filter(([other, seat]) => other !== member && seat.token === token && seat.ruleArn && !isLetGo(seat))
          .map(([, seat]) => (seat.traffic === 'awaited' ? 0 : (seat.priority ?? 0))),
      );

/** The number at which the seat's rule is parked, or that of its slot. @param rank another number that it takes */
export function ownParked(seat: Seat, rank: number): number {
  const own = parkedOf(seat) ?? priorityIn(PARKED, seat.slot);
  return own === rank ? freeIn(PARKED, { [rank]: '' }) : own;
}

/**
 * The number to be parked at after one was refused, from the gateway's item as it is now.
 * @throws PriorityTakenError if none is left
 */
export function nextParked(
  seat: Seat,
  member: string,
  parked: number,
  rank: number,
  { priorities, pool }: GatewayItem,
): number {
  if (parked !== rank && (priorities[parked] ?? member) === member) return parked;
  const free = freeIn(PARKED, { ...priorities, [rank]: member });
  if (free <= HIGHEST) return free;
  throw new PriorityTakenError(
    `In gateway ${pool.name} every priority from ${PARKED.from} is taken, where a rule waits for its tasks (slot ${seat.slot})`,
  );
}

/**
 * The priority to try after the wanted one was refused, from the gateway's item as it is now.
 * @throws PriorityTakenError if the user fixed the priority, and another rule has it
 */
export function nextPriority(
  service: ServiceItem,
  member: string,
  spec: RouteSpec,
  wanted: number,
  gateway: GatewayItem,
  traffic: Seat['traffic'],
): number {
  const { priority } = spec;
  const holder = gateway.priorities[wanted];
  if (holder === undefined || holder === member) return wanted;
  if (priority === undefined) {
    return freeFor(ownOther(service, member, seatOf(service, member), traffic), bandFor(spec), gateway);
  }
  const own = service.seats[holder];
  if (own && isLetGo(own)) {
    throw new PriorityTakenError(
      `Priority ${priority} belongs to ${spokenRetained(holder, own)}; choose another or remove Priority, ${GIVE_UP}`,
    );
  }
  if (serviceOf(holder) === service.service) {
    throw new PriorityTakenError(
      `Priority ${priority} is that of the service's present rule, which stays until the new one has taken over; ` +
        'change or remove Priority in the same update',
    );
  }
  if (holder !== FOREIGN && serviceParts(serviceOf(holder)).stackId === serviceParts(service.service).stackId) {
    throw new PriorityTakenError(
      `Priority ${priority} is ${heldBy(holder, gateway)}, which holds it until an update that gives it up has ended; ` +
        'remove Priority, or go over a free number',
    );
  }
  throw new PriorityTakenError(`Priority ${priority} is ${heldBy(holder, gateway)}; choose another or remove Priority`);
}

/** @throws PriorityTakenError if none is left */
function freeFor(old: number, band: Band, { priorities, pool }: GatewayItem): number {
  const free = old >= band.from ? freeAfter(old, priorities) : freeIn(band, priorities);
  if (free > HIGHEST) {
    throw new PriorityTakenError(
      `In gateway ${pool.name} no priority after the service's present rule, ${old}, is free`,
    );
  }
  return free;
}

const heldBy = (holder: string, { pool }: GatewayItem): string =>
  holder === FOREIGN
    ? `used by a rule of gateway ${pool.name} that cfn-express did not make`
    : `${spoken(serviceOf(holder))}'s`;
