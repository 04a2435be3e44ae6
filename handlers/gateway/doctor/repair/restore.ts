import type { Job } from '../../fence/job';
import { seatOf } from '../../ledger/service';
import { adopt, rebuild } from '../../load-balancer/rebuild';
import { changeRule, makeRule, recordRule } from '../../route/place-rule';
import { findRule, toLive } from '../../route/rule';
import { MembershipLostError } from '../../world/errors';

/**
 * Makes again what a member's traffic needs and somebody deleted: its gateway's parts, then its rule. What gets another
 * ARN by that is noted in the seat, because the stack still has the old one.
 * @param build the gateway lacks something; otherwise it is there, and what the seat says of it may be old
 * @throws MembershipLostError, and what making throws
 */
export async function restore(job: Job, member: string, { build }: { build: boolean }): Promise<void> {
  if (build) {
    await rebuild(job, member);
  } else {
    await adopt(job, member);
  }
  await restoreRule(job, member);
}

async function restoreRule(job: Job, member: string): Promise<void> {
  const { world, session } = job;
  const seat = seatOf(session.service, member);
  const { rule: record, ruleArn, priority } = seat;
  if (!ruleArn || priority === undefined) return;
  if (!record?.groups.blue || !record.groups.green) {
    throw new MembershipLostError(
      'The ledger does not say what its listener rule was; deploy its stack with another Gateway.Refresh',
    );
  }
  const route = { member, id: record.route };
  const found = await findRule(world, member, seat);
  const placed = found
    ? await changeRule(job, route, record.spec, found, priority)
    : await makeRule(job, route, record.spec, await toLive(world, member, seat, record.groups), priority);
  await recordRule(job, member, record, placed, { unasked: true });
}
