import { MembershipLost } from '../errors';
import { buildGateway } from '../gateway/build';
import { withSeat } from '../gateway/seats';
import type { Job } from '../job';
import { gatewayOf } from '../ledger/gateways';
import type { Seat } from '../ledger/items';
import { seatOf } from '../route/claim';
import { changeRule, makeRule, settleRule } from '../route/place-rule';
import { findRule, toLive } from '../route/rule';
import { sameFacts } from './same-facts';

/**
 * Makes again what a member's traffic needs and somebody deleted: its gateway's parts, then its rule. What gets another
 * ARN by that is noted in the seat, because the stack still has the old one.
 * @param build the gateway lacks something; otherwise it is there, and what the seat says of it may be old
 * @throws MembershipLost, and what making throws
 */
export const mend = async (job: Job, member: string, { build }: { build: boolean }): Promise<void> => {
  const { facts, untold } = seatOf(job.session.service, member);
  if (build) {
    // Noted before it is true: noted after, a crash in between would leave a stack that nobody knows to be outdated.
    await change(job, member, (seat) => ({ ...seat, untold: { ...seat.untold, gateway: true } }));
    const built = await buildGateway(job, member);
    if (sameFacts(facts, built)) {
      await change(job, member, ({ untold: _, ...seat }) => (untold ? { ...seat, untold } : seat));
    }
  } else {
    await adopt(job, member);
  }
  await mendRule(job, member);
};

/** Takes over what the gateway's item says by now. */
const adopt = async (job: Job, member: string): Promise<void> => {
  const { facts: old, ...seat } = seatOf(job.session.service, member);
  const facts = (await gatewayOf(job.world.store, seat))?.facts;
  if (facts && !sameFacts(old, facts)) {
    await change(job, member, (now) => ({ ...now, facts, untold: { ...now.untold, gateway: true } }));
  }
};

const mendRule = async (job: Job, member: string): Promise<void> => {
  const { world, session } = job;
  const seat = seatOf(session.service, member);
  const { rule: record, ruleArn, priority } = seat;
  if (!ruleArn || priority === undefined) {
    return;
  }
  if (!record?.groups.blue || !record.groups.green) {
    throw new MembershipLost(
      'The ledger does not say what its listener rule was; deploy its stack with another Gateway.Refresh',
    );
  }
  const route = { member, id: record.route };
  const found = await findRule(world, member, seat);
  const placed = found
    ? await changeRule(job, route, record.spec, found, priority)
    : await makeRule(job, route, record.spec, await toLive(world, record.groups), priority);
  await settleRule(job, member, record, placed, { unasked: true });
};

const change = (job: Job, member: string, how: (seat: Seat) => Seat): Promise<void> =>
  job.session.commit((service) => ({ service: withSeat(service, member, how(seatOf(service, member))) }));
