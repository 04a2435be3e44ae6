import { closeCluster } from '../cluster/close';
import type { Job } from '../fence/job';
import { claimsOnlyOf, readClaims, releasing, type SeenClaims } from '../ledger/claims';
import { findCluster, leavingCluster } from '../ledger/clusters';
import { gatewayOf, leaving, mendingClusters } from '../ledger/gateways';
import { ceasing, heldIn, NOTHING } from '../ledger/held-clusters';
import type { Seat } from '../ledger/items';
import { routesOf, withoutSeat, withSeatGivenBack } from '../ledger/service';
import { closeGateway } from '../load-balancer/close';
import { removeRule } from '../route/rule';
import { orConditionFailed, type Write } from '../world/store';

/** Who remains without this member in a gateway, or of those who use a cluster through it; `out`: it is none of them. */
type Left = 'others' | 'nobody' | 'out';

/** What a member leaves. */
interface Leaving {
  gateway: Left;
  /** Of those who use the cluster through the gateway. */
  use: Left;
  /** Who ceases to hold the cluster: the gateway's token; in items of older versions the member itself. */
  holders: readonly string[];
  /** Whether nobody else holds the cluster: the same write closes it. */
  closes: boolean;
}

/** Whether the cluster may be closing because of the member, now or since an earlier attempt. */
const mayClose = ({ clusterState }: Seat, { use, holders, closes }: Leaving): boolean =>
  closes || (clusterState !== undefined && use === 'out' && holders.length === 0);

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
  if (mayClose(seat, left)) {
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
 * A single transaction over service, gateway and cluster: a crash between two writes would lose the cluster. It does not
 * read whether other members remain, and whether siblings hold its claims as well: it guesses that members do and
 * siblings do not, makes that a condition, and retries if the guess was wrong. The seat stays until everything that it
 * closes is gone.
 */
async function depart(job: Job, member: string, seat: Seat, last: boolean): Promise<Leaving> {
  let seen: SeenClaims | undefined;
  let left: Leaving = {
    gateway: 'others',
    use: seat.clusterState ? 'others' : 'out',
    holders: [],
    closes: false,
  };
  for (;;) {
    const { gateway, use, holders, closes } = left;
    const writes: Write[] = [
      ...(gateway === 'out' && use === 'out' ? [] : [fromGateway(seat, member, left)]),
      ...(holders.length === 0 ? [] : [leavingCluster(seat.cluster, holders, closes)]),
    ];
    const done = gateway === 'others' && !mayClose(seat, left);
    const departed = job.session.commit((service) => ({
      service: done ? withoutSeat(service, member) : withSeatGivenBack(service, member),
      writes: [...writes, ...releasing(claimsOnlyOf(service, routesOf(service, member)), service.service, seen)],
      last: last && done,
    }));
    if ((await orConditionFailed(departed)) !== 'condition failed') return left;
    left = await look(job, member, seat);
    const { service } = job.session;
    seen = await readClaims(job.world.store, claimsOnlyOf(service, routesOf(service, member)));
    await job.pause(50 * job.world.random(), 'others who leave');
  }
}

function fromGateway(seat: Seat, member: string, { gateway, use }: Leaving): Write {
  const cluster = use === 'out' ? NOTHING : ceasing(seat.cluster, member, use === 'nobody');
  return gateway === 'out' ? mendingClusters(seat, cluster) : leaving(seat, member, gateway === 'nobody', cluster);
}

/** What the member leaves, as the ledger has it. */
async function look({ world: { store } }: Job, member: string, seat: Seat): Promise<Leaving> {
  const [gateway, cluster] = await Promise.all([gatewayOf(store, seat), findCluster(store, seat.cluster)]);
  const use = leftIn(member, gateway && heldIn(gateway, seat.cluster));
  const ceases = [member, ...(use === 'nobody' ? [seat.token] : [])];
  const holders = ceases.filter((holder) => cluster && holder in cluster.members);
  const closes = holders.length > 0 && Object.keys(cluster?.members ?? {}).length === holders.length;
  return { gateway: leftIn(member, gateway), use, holders, closes };
}

function leftIn(member: string, item: { members: Record<string, true> } | undefined): Left {
  if (!item || !(member in item.members)) return 'out';
  return Object.keys(item.members).length > 1 ? 'others' : 'nobody';
}
