import { closeCluster } from '../cluster/close';
import type { Job } from '../fence/job';
import { claimsOnlyOf, readClaims, releasing, type SeenClaims } from '../ledger/claims';
import { findCluster, leavingCluster } from '../ledger/clusters';
import { gatewayOf, leaving } from '../ledger/gateways';
import type { Seat } from '../ledger/items';
import { routesOf, withoutSeat, withSeatGivenBack } from '../ledger/service';
import { closeGateway } from '../load-balancer/close';
import { removeRule } from '../route/rule';
import { orConditionFailed, type Write } from '../world/store';

/** Who remains in a gateway or cluster without this member; `out`: it is not a member. */
type Left = 'others' | 'nobody' | 'out';

/**
 * Gives a seat back. It deletes the rule; then one transaction leaves the gateway and the cluster and frees the claims.
 * The last member closes what it leaves. All of it may be repeated until the seat is no longer in the ledger.
 * @param last only the answer follows
 * @throws StillInUseError
 */
export async function leave(job: Job, member: string, { last = false }: { last?: boolean } = {}): Promise<void> {
  const seat = job.session.service.seats[member];
  if (!seat) return;
  const routes = routesOf(job.session.service, member);
  if (seat.ruleArn || routes.length > 0) {
    await removeRule(job, member, seat);
  }
  const left = await depart(job, member, seat, last);
  if (left.gateway !== 'others') {
    const gateway = await gatewayOf(job.world.store, seat);
    if (gateway?.state === 'CLOSING') {
      await closeGateway(job, gateway);
    }
  }
  if (left.cluster !== 'others') {
    const cluster = await findCluster(job.world.store, seat.cluster);
    if (cluster?.state === 'CLOSING') {
      await closeCluster(job, cluster);
    }
  }
  if (member in job.session.service.seats) {
    await job.session.commit((service) => ({ service: withoutSeat(service, member), last }));
  }
}

/**
 * A single transaction. It does not read whether other members remain, and whether siblings hold its claims as well: it
 * guesses that members do and siblings do not, makes that a condition, and retries if the guess was wrong. The seat stays until everything that it closes is gone.
 */
async function depart(job: Job, member: string, seat: Seat, last: boolean) {
  const left: { gateway: Left; cluster: Left } = { gateway: 'others', cluster: seat.clusterState ? 'others' : 'out' };
  let seen: SeenClaims | undefined;
  for (;;) {
    const writes: Write[] = [
      ...(left.gateway === 'out' ? [] : [leaving(seat, member, left.gateway === 'nobody')]),
      ...(left.cluster === 'out' ? [] : [leavingCluster(seat.cluster, member, left.cluster === 'nobody')]),
    ];
    const done = left.gateway === 'others' && (left.cluster === 'others' || !seat.clusterState);
    const departed = job.session.commit((service) => ({
      service: done ? withoutSeat(service, member) : withSeatGivenBack(service, member),
      writes: [...writes, ...releasing(claimsOnlyOf(service, routesOf(service, member)), service.service, seen)],
      last: last && done,
    }));
    if ((await orConditionFailed(departed)) !== 'condition failed') return left;
    left.gateway = leftIn(member, await gatewayOf(job.world.store, seat));
    left.cluster = leftIn(member, await findCluster(job.world.store, seat.cluster));
    const { service } = job.session;
    seen = await readClaims(job.world.store, claimsOnlyOf(service, routesOf(service, member)));
    await job.pause(50 * job.world.random(), 'others who leave');
  }
}

function leftIn(member: string, item: { members: Record<string, true> } | undefined): Left {
  if (!item || !(member in item.members)) return 'out';
  return Object.keys(item.members).length > 1 ? 'others' : 'nobody';
}
