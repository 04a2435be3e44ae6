import type { Job } from '../fence/job';
import { gatewayOf, sameFacts } from '../ledger/gateways';
import type { Seat } from '../ledger/items';
import { markUntold, seatOf, withSeat } from '../ledger/service';
import { buildGateway } from './build';

/**
 * Makes again what somebody deleted of a member's gateway. If anything of it has another ARN by that, the seat says so:
 * the gateway's resource in the stack has the old one, until an Update of it tells.
 * @throws MembershipLostError, QuotaReachedError
 */
export async function rebuild(job: Job, member: string): Promise<void> {
  const { facts, untold } = seatOf(job.session.service, member);
  // Noted before it is true: noted after, a crash in between would leave a stack that nobody knows to be outdated.
  await change(job, member, (seat) => markUntold(seat, 'gateway'));
  const built = await buildGateway(job, member);
  if (sameFacts(facts, built)) {
    await change(job, member, ({ untold: _, ...seat }) => (untold ? { ...seat, untold } : seat));
  }
}

/** The same, if the listener is not there. */
export async function rebuildIfGone(job: Job, member: string): Promise<void> {
  const { facts } = seatOf(job.session.service, member);
  const listeners = facts ? await job.world.loadBalancers.listeners(facts.loadBalancerArn) : [];
  if (!listeners.some(({ arn }) => arn === facts?.listenerArn)) {
    await rebuild(job, member);
  }
}

/** Takes over what the gateway's item says by now. */
export async function adopt(job: Job, member: string): Promise<void> {
  const { facts: old, ...seat } = seatOf(job.session.service, member);
  const facts = (await gatewayOf(job.world.store, seat))?.facts;
  if (facts && !sameFacts(old, facts)) {
    await change(job, member, (now) => markUntold({ ...now, facts }, 'gateway'));
  }
}

const change = (job: Job, member: string, how: (seat: Seat) => Seat): Promise<void> =>
  job.session.commit((service) => ({ service: withSeat(service, member, how(seatOf(service, member))) }));
