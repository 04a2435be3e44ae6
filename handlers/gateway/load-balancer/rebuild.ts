import type { Job } from '../fence/job';
import { gatewayOf, sameFacts } from '../ledger/gateways';
import type { Seat } from '../ledger/items';
import { markUntold, seatOf, withSeat } from '../ledger/service';
import { buildGateway } from './build';

/**
 * Makes again what somebody deleted of a member's gateway. If a part gets another ARN by that, the seat records it: the
 * custom resource in the stack has the old ARN until its next Update.
 * @throws MembershipLostError, QuotaReachedError
 */
export async function rebuild(job: Job, member: string): Promise<void> {
  const { facts, untold } = seatOf(job.session.service, member);
  // Recorded before it is true. After a crash in between, nobody would know otherwise that the stack is outdated.
  await change(job, member, (seat) => markUntold(seat, 'gateway'));
  const built = await buildGateway(job, member);
  if (sameFacts(facts, built)) {
    await change(job, member, ({ untold: _, ...seat }) => (untold ? { ...seat, untold } : seat));
  }
}

/** The same, if the listener does not exist. */
export async function rebuildIfGone(job: Job, member: string): Promise<void> {
  const { facts } = seatOf(job.session.service, member);
  const listeners = facts ? await job.world.loadBalancers.listeners(facts.loadBalancerArn) : [];
  if (!listeners.some(({ arn }) => arn === facts?.listenerArn)) {
    await rebuild(job, member);
  }
}

/** Takes over the facts in the gateway's item. */
export async function adopt(job: Job, member: string): Promise<void> {
  const { facts: old, ...seat } = seatOf(job.session.service, member);
  const facts = (await gatewayOf(job.world.store, seat))?.facts;
  if (facts && !sameFacts(old, facts)) {
    await change(job, member, (now) => markUntold({ ...now, facts }, 'gateway'));
  }
}

const change = (job: Job, member: string, how: (seat: Seat) => Seat): Promise<void> =>
  job.session.commit((service) => ({ service: withSeat(service, member, how(seatOf(service, member))) }));
