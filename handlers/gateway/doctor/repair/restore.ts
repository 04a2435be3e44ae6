import type { Job } from '../../fence/job';
import { seatOf } from '../../ledger/service';
import { adopt, rebuild } from '../../load-balancer/rebuild';
import { changeRule, makeRule, recordRule } from '../../route/place-rule';
import { findRule, toLive } from '../../route/rule';
import { MembershipLostError } from '../../world/errors';

/**
 * Makes again what a member needs for its traffic and somebody has deleted or changed: the parts of its gateway, then its
 * rule. The seat is marked if something has another ARN now, because the stack still has the old one.
 * @param build whether parts of the gateway are missing; otherwise only the seat's facts may be outdated
 * @throws MembershipLostError; whatever making it throws
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
      'The ledger does not say what its listener rule was like; deploy its stack with another Gateway.Refresh',
    );
  }
  const route = { member, id: record.route };
  const found = await findRule(world, member, seat);
  const placed = found
    ? await changeRule(job, route, record.spec, found, priority)
    : await makeRule(job, route, record.spec, await toLive(world, member, seat, record.groups), priority);
  await recordRule(job, member, record, placed, { unasked: true });
}
