import type { Job } from '../fence/job';
import { joiningCluster } from '../ledger/clusters';
import { founding, freeNumber, gatewaysOf, hasRoom, joining, roomy } from '../ledger/gateways';
import type { GatewayItem, Pool, Seat, ServiceItem, Wish } from '../ledger/items';
import { freeSlot, slotName } from '../ledger/priorities';
import { withKnown, withSeat } from '../ledger/service';
import { newToken } from '../names';
import { ConditionFailedError, type Write } from '../world/store';
import { hasZones, poolOf, type SubnetChoice } from './subnets';
import { clusterName } from './wish';

/** Two who want the same seat try again after a random pause up to this, in milliseconds; longer each time. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Takes a seat in the lowest-numbered gateway of the pool that has room and the right zones, or makes a gateway with
 * the member in it. The first try is for the lowest free slot; those who meet there part, each to any that is free.
 * @returns whether that was all: the gateway is built, the cluster joined, the others set aside, and the run unregistered
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
    const gateway = open.find((one) => hasZones(one, subnets));
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

/**
 * Joins a gateway, and its cluster in the same write if both are built: one write for a warm join.
 * @throws ConditionFailedError
 */
async function join(
  job: Job,
  member: string,
  gateway: GatewayItem,
  seat: Seat,
  setAside: (service: ServiceItem) => ServiceItem,
): Promise<boolean> {
  const joins = joining(gateway, member, seat.slot, job.world.maxMembers);
  if (gateway.facts) {
    const ready: Seat = { ...seat, facts: gateway.facts, clusterState: 'ready' };
    const both = [joins, joiningCluster(seat.cluster, member, { ready: true })];
    try {
      await job.session.commit((service) => ({
        service: withKnown(setAside(withSeat(service, member, ready)), 'gateway', member),
        writes: both,
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
  });
  await job.session.commit((service) => seated(service, member, seat, [founds]));
  return true;
}

const seated = (service: ServiceItem, member: string, seat: Seat, writes: readonly Write[]) => ({
  service: withSeat(service, member, seat),
  writes,
});

/** @param choice among how many of the lowest free slots the seat's is taken */
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
