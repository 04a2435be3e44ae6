import type { Job } from '../fence/job';
import { serviceOf, serviceParts } from '../identity';
import { joiningCluster } from '../ledger/clusters';
import { founding, freeNumber, gatewaysOf, hasRoom, joining, roomy } from '../ledger/gateways';
import { heldIn, using } from '../ledger/held-clusters';
import type { GatewayItem, Pool, Seat, ServiceItem, Wish } from '../ledger/items';
import { freeSlot, slotName } from '../ledger/priorities';
import { withKnown, withSeat } from '../ledger/service';
import { newToken } from '../names';
import { ConditionFailedError, type Write } from '../world/store';
import { hasZones, poolOf, type SubnetChoice } from './subnets';
import { clusterName } from './wish';

/**
 * Services that want the same seat try again after a random pause of up to this many milliseconds. The limit grows with
 * each attempt.
 */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Takes a seat in a gateway of the pool that has room and the right zones, or makes a gateway with the member in it: one
 * on which another service of the stack has a seat, or else the lowest-numbered one. The first attempt is for the lowest free slot. Services that collide there try a random free slot
 * next.
 * @param setAside marks the service's other seats when the request is answered
 * @returns whether that was all: the gateway is built, the cluster joined, other seats set aside, and the run
 * unregistered
 */
export async function takeSeat(
  job: Job,
  member: string,
  wish: Wish,
  subnets: SubnetChoice,
  setAside: (service: ServiceItem) => ServiceItem,
): Promise<boolean> {
  for (let attempt = 0; ; attempt++) {
    const pool = poolOf(wish, subnets);
    const open = await roomy(job.world.store, pool, job.world.maxMembers);
    const fitting = open.filter((one) => hasZones(one, subnets));
    const gateway = fitting.find((one) => hasSibling(one, member)) ?? fitting[0];
    try {
      if (gateway) {
        const room = attempt === 0 ? 1 : job.world.maxMembers - Object.keys(gateway.members).length;
        return await join(job, member, gateway, newSeat(job, gateway, wish, subnets, room), setAside);
      }
      if (await found(job, member, pool, wish, subnets)) return false;
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
    await job.pause(longest * job.world.random(), `a seat in gateway ${wish.gatewayName}`);
  }
}

/** Whether another service of the stack is there: hosts and paths pass between them on one load balancer. */
function hasSibling({ members }: GatewayItem, member: string): boolean {
  const { stackId } = serviceParts(serviceOf(member));
  return Object.keys(members).some((one) => serviceParts(serviceOf(one)).stackId === stackId);
}

/**
 * Joins a gateway. If the gateway is built and the cluster ready, the same write joins the cluster: it is the only
 * write. The cluster's item is in it only if the gateway does not hold the cluster yet.
 * @throws ConditionFailedError
 */
async function join(
  job: Job,
  member: string,
  gateway: GatewayItem,
  seat: Seat,
  setAside: (service: ServiceItem) => ServiceItem,
): Promise<boolean> {
  const { cluster: name, slot } = seat;
  const { maxMembers } = job.world;
  const held = heldIn(gateway, name);
  if (gateway.facts && (!held || held.ready)) {
    const ready: Seat = { ...seat, facts: gateway.facts, clusterState: 'ready' };
    const all = [
      joining(gateway, member, slot, maxMembers, using(gateway, name, member, { ready: true })),
      ...(held ? [] : [joiningCluster(name, gateway.token, { ready: true })]),
    ];
    try {
      await job.session.commit((service) => ({
        service: withKnown(setAside(withSeat(service, member, ready)), 'gateway', member),
        writes: all,
        last: true,
      }));
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailedError) || error.failed.has(0)) throw error;
    }
  }
  const joined: Seat = gateway.facts ? { ...seat, facts: gateway.facts } : seat;
  const joins = joining(gateway, member, slot, maxMembers);
  await job.session.commit((service) => seated(service, member, joined, [joins]));
  return false;
}

/**
 * Makes a gateway with one member.
 * @returns false if there is a gateway with room by now. That and the number come from one read: another service that
 * makes a gateway at the same time chooses the same number, and only one of the two succeeds
 * @throws ConditionFailedError
 */
async function found(job: Job, member: string, pool: Pool, wish: Wish, subnets: SubnetChoice): Promise<boolean> {
  const gateways = await gatewaysOf(job.world.store, pool);
  if (gateways.some((one) => hasRoom(one, job.world.maxMembers) && hasZones(one, subnets))) return false;
  const number = freeNumber(gateways);
  const token = newToken(job.world);
  const seat = newSeat(job, { pool, number, token, priorities: {} }, wish, subnets, 1);
  const founds = founding({
    kind: 'gateway',
    pool,
    number,
    token,
    state: 'OPEN',
    founder: member,
    members: { [member]: true },
    priorities: { [slotName(seat.slot)]: member },
    zones: subnets.zones,
    clusters: {},
  });
  await job.session.commit((service) => seated(service, member, seat, [founds]));
  return true;
}

const seated = (service: ServiceItem, member: string, seat: Seat, writes: readonly Write[]) => ({
  service: withSeat(service, member, seat),
  writes,
});

/** @param choice from how many of the lowest free slots the seat's slot is drawn */
function newSeat(
  { world }: Job,
  { pool, number, token, priorities }: Pick<GatewayItem, 'pool' | 'number' | 'token' | 'priorities'>,
  wish: Wish,
  { network }: SubnetChoice,
  choice: number,
): Seat {
  const slot = freeSlot(priorities, Math.floor(world.random() * choice));
  return { pool, number, token, wish, network, slot, held: [], cluster: clusterName(wish.cluster) };
}
