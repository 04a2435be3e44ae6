import type { Job } from '../fence/job';
import { joiningCluster } from '../ledger/clusters';
import { founding, freeNumber, gatewayOf, gatewaysOf, joining, roomy } from '../ledger/gateways';
import { type GatewayItem, type Pool, type Seat, type ServiceItem, slotName, type Wish } from '../ledger/items';
import { GIVE_UP, isLetGo, spokenRetained } from '../ledger/retained';
import { newToken } from '../names';
import { NameTakenError, UpdateRefusedError } from '../world/errors';
import { ConditionFailedError, type Store, type Write } from '../world/store';
import type { Place } from './place';
import { clusterName, sameWish } from './wish';

/** Two who want the same seat try again after a random pause up to this, in milliseconds; longer each time. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** @returns the id of a seat that was taken for the same wish, the one that CloudFormation names first */
export const seatForWish = (service: ServiceItem, wish: Wish, named?: string): string | undefined =>
  first(service, named, (seat) => sameWish(seat.wish, wish));

/** @returns the id of a retained seat that was taken for the same wish; the last one, of several */
export const retainedForWish = ({ seats }: ServiceItem, wish: Wish): string | undefined =>
  Object.keys(seats).findLast((member) => {
    const seat = seats[member];
    return seat && isLetGo(seat) && sameWish(seat.wish, wish);
  });

/** @returns the id of a seat that does for a changed wish: in the same pool, with zones for its subnets */
export async function seatAtPlace(
  store: Store,
  service: ServiceItem,
  wish: Wish,
  place: Place,
  named?: string,
): Promise<string | undefined> {
  const fits = (seat: Seat): boolean =>
    samePool(seat.pool, poolOf(wish, place)) &&
    seat.cluster === clusterName(wish.cluster) &&
    seat.wish.serviceName === wish.serviceName;
  const member = first(service, named, fits);
  const seat = member && service.seats[member];
  const gateway = seat && (await gatewayOf(store, seat));
  return gateway && hasZones(gateway, place) && !isDeadEnd(gateway, place) ? member : undefined;
}

/** Whether the seat's gateway cannot be built in its founder's subnets, and the service's own are others. */
export async function isStranded(store: Store, seat: Seat, place: Place): Promise<boolean> {
  const gateway = await gatewayOf(store, seat);
  return gateway !== undefined && isDeadEnd(gateway, place);
}

const isDeadEnd = ({ unbuilt, zones }: GatewayItem, place: Place): boolean =>
  unbuilt !== undefined && Object.entries(place.zones).some(([zone, subnetId]) => zones[zone] !== subnetId);

/** @throws UpdateRefusedError, NameTakenError if there would be two services of one name in one cluster */
export function checkName(service: ServiceItem, wish: Wish, named?: string): void {
  const old = named === undefined ? undefined : service.seats[named];
  if (
    old &&
    wish.serviceName &&
    old.wish.serviceName === wish.serviceName &&
    old.cluster === clusterName(wish.cluster)
  ) {
    throw new UpdateRefusedError(
      `The service must move to another gateway, which makes a new service beside the old, but both would be named ` +
        `${wish.serviceName}: change or remove ServiceName in the same update`,
    );
  }
  for (const [member, seat] of Object.entries(service.seats)) {
    const isNamesake = seat.wish.serviceName === wish.serviceName && seat.cluster === clusterName(wish.cluster);
    if (wish.serviceName && isNamesake && isLetGo(seat)) {
      throw new NameTakenError(
        `In cluster ${seat.cluster}, ServiceName ${wish.serviceName} belongs to ${spokenRetained(member, seat)}; choose ` +
          `another ServiceName or Cluster, ${GIVE_UP}`,
      );
    }
  }
}

/** What becomes of a service's other seats when the request is answered. */
export type Aside = (service: ServiceItem) => ServiceItem;

/**
 * Takes a seat in the lowest-numbered gateway of the pool that has room and the right zones, or makes a gateway with
 * the member in it. The first try is for the lowest free slot; those who meet there part, each to any that is free.
 * @returns whether that was all: the gateway is built, the cluster joined, the others set aside, and the run unregistered
 */
export async function takeSeat(job: Job, member: string, wish: Wish, place: Place, setAside: Aside): Promise<boolean> {
  for (let attempt = 0; ; attempt++) {
    const pool = poolOf(wish, place);
    const open = await roomy(job.world.store, pool, job.world.maxMembers);
    const gateway = open.find((one) => hasZones(one, place));
    try {
      if (gateway) {
        const room = attempt === 0 ? 1 : job.world.maxMembers - Object.keys(gateway.members).length;
        return await join(job, member, gateway, newSeat(job, gateway, wish, place, room), setAside);
      }
      if (await found(job, member, pool, wish, place)) return false;
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
    await job.pause(longest * job.world.random(), `a seat in gateway ${wish.gatewayName}`);
  }
}

/**
 * Joins a gateway, and its cluster in the same write if both are built: one write for a warm join.
 * @throws ConditionFailedError
 */
async function join(job: Job, member: string, gateway: GatewayItem, seat: Seat, setAside: Aside): Promise<boolean> {
  const joins = joining(gateway, member, seat.slot, job.world.maxMembers);
  if (gateway.facts) {
    const ready: Seat = { ...seat, facts: gateway.facts, clusterState: 'ready' };
    const both = [joins, joiningCluster(seat.cluster, member, { ready: true })];
    try {
      await job.session.commit((service) => ({
        ...seated(service, member, ready, both),
        service: { ...setAside(withSeat(service, member, ready)), known: { ...service.known, gateway: member } },
        last: true,
      }));
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailedError) || error.failed.has(0)) throw error;
    }
  }
  const joined: Seat = gateway.facts ? { ...seat, facts: gateway.facts } : seat;
  await job.session.commit((service) => seated(service, member, joined, [joins]));
  return false;
}

/**
 * Makes a gateway with one member.
 * @returns false if there is one by now that has room. That and the number come from one and the same read: whoever
 * founds one at the same time has the same number, and only one of the two succeeds
 * @throws ConditionFailedError
 */
async function found(job: Job, member: string, pool: Pool, wish: Wish, place: Place): Promise<boolean> {
  const gateways = await gatewaysOf(job.world.store, pool);
  if (gateways.some((one) => hasRoom(one, job.world.maxMembers) && hasZones(one, place))) return false;
  const number = freeNumber(gateways);
  const token = newToken(job.world);
  const seat = newSeat(job, { pool, number, token, priorities: {} }, wish, place, 1);
  const founds = founding({
    kind: 'gateway',
    pool,
    number,
    token,
    state: 'OPEN',
    founder: member,
    members: { [member]: true },
    priorities: { [slotName(seat.slot)]: member },
    zones: place.zones,
  });
  await job.session.commit((service) => seated(service, member, seat, [founds]));
  return true;
}

const seated = (service: ServiceItem, member: string, seat: Seat, writes: readonly Write[]) => ({
  service: withSeat(service, member, seat),
  writes,
});

export const withSeat = (service: ServiceItem, member: string, seat: Seat): ServiceItem => ({
  ...service,
  seats: { ...service.seats, [member]: seat },
});

/** The seat as it is once CloudFormation has been told what was made again of it. */
export function told({ untold, ...seat }: Seat, what: 'gateway' | 'route'): Seat {
  const { [what]: _, ...still } = untold ?? {};
  return Object.keys(still).length > 0 ? { ...seat, untold: still } : seat;
}

/** The seat without its rule. */
export const ruleless = ({ ruleArn: _, remaking: __, ...seat }: Seat): Seat => seat;

/** @param choice among how many of the lowest free slots the seat's is taken */
function newSeat(
  { world }: Job,
  { pool, number, token, priorities }: Pick<GatewayItem, 'pool' | 'number' | 'token' | 'priorities'>,
  wish: Wish,
  { network }: Place,
  choice: number,
): Seat {
  const slot = freeSlot(priorities, Math.floor(world.random() * choice));
  return { pool, number, token, wish, network, slot, held: [], cluster: clusterName(wish.cluster) };
}

/** The lowest free slot, or the next but `skip`. */
function freeSlot(priorities: Readonly<Record<string, string>>, skip: number): number {
  let slot = 1;
  for (let left = skip; slotName(slot) in priorities || left-- > 0; ) {
    slot++;
  }
  return slot;
}

function first(service: ServiceItem, named: string | undefined, fits: (seat: Seat) => boolean): string | undefined {
  const fitting = Object.keys(service.seats).filter((member) => {
    const seat = service.seats[member];
    return seat && !seat.left && (member === named || !isLetGo(seat)) && fits(seat);
  });
  return fitting.find((member) => member === named) ?? fitting[0];
}

const poolOf = ({ gatewayName }: Wish, { scheme, network }: Place): Pool => ({
  name: gatewayName,
  vpcId: network.vpcId,
  scheme,
});

export const samePool = (one: Pool, other: Pool): boolean =>
  one.name === other.name && one.vpcId === other.vpcId && one.scheme === other.scheme;

const hasRoom = ({ state, members, unbuilt }: GatewayItem, most: number): boolean =>
  state === 'OPEN' && unbuilt === undefined && Object.keys(members).length < most;

/** The load balancer reaches tasks only in zones that it stands in itself. */
const hasZones = ({ zones }: GatewayItem, { network }: Place): boolean => network.zones.every((zone) => zone in zones);
