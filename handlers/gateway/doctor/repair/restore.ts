import type { Job } from '../../fence/job';
import { trafficId } from '../../identity';
import { seatOf } from '../../ledger/service';
import { adopt, rebuild } from '../../load-balancer/rebuild';
import { changeRule, makeRule, type Placing, recordRule } from '../../route/place-rule';
import { findRule, toLive } from '../../route/rule';
import { rankedRoute } from '../../route/stand';
import { mendWeights } from '../../route/weights';
import { MembershipLostError } from '../../world/errors';
import type { Repair } from '../diagnose/diagnosis';

/**
 * Makes again what a member needs for its traffic and somebody has deleted or changed: the parts of its gateway, then its
 * rule. The seat is marked if something has another ARN now, because the stack still has the old one.
 * @param proven whether its stack has a `Custom::ExpressTraffic` although the ledger says that its traffic has not begun
 * @param build whether parts of the gateway are missing; otherwise only the seat's facts may be outdated
 * @throws MembershipLostError; whatever making it throws
 */
export async function restore(
  job: Job,
  member: string,
  { build, proven }: { build: boolean; proven: boolean },
): Promise<void> {
  if (build) {
    await rebuild(job, member);
  } else {
    await adopt(job, member);
  }
  await restoreRule(job, member, proven);
}

async function restoreRule(job: Job, member: string, proven: boolean): Promise<void> {
  const { world, session } = job;
  const seat = seatOf(session.service, member);
  const { rule: record, ruleArn } = seat;
  if (!ruleArn) return;
  const route = rankedRoute(session.service, member);
  if (!route || !record?.groups.blue || !record.groups.green) {
    throw new MembershipLostError(
      'The ledger does not say what its listener rule was like; deploy its stack with another Gateway.Refresh',
    );
  }
  const placing: Placing = { route, going: [], traffic: proven ? 'proven' : seat.traffic };
  const found = await findRule(world, member, seat);
  const placed = found
    ? await changeRule(job, placing, found)
    : await makeRule(job, placing, await toLive(world, member, seat, record.groups));
  await recordRule(job, placing, record.groups, placed, {
    unasked: true,
    ...(proven && { trafficId: trafficId(member) }),
  });
}

/** @throws DeployingError while ECS is deploying the service, because only ECS moves its traffic then */
export async function moveWeights(job: Job, { member, rule }: Extract<Repair, { do: 'move weights' }>): Promise<void> {
  const seat = seatOf(job.session.service, member);
  if ((await mendWeights(job, member, seat, rule.arn, { looks: 1 })) === 'deploying') throw new DeployingError();
}

/** ECS is deploying a service. */
class DeployingError extends Error {
  override readonly name = 'DeployingError';
  constructor() {
    super('ECS is deploying the service, and moves its traffic itself; run it again when the deployment has ended');
  }
}
