import type { Job } from '../fence/job';
import { seatOf } from '../ledger/service';
import { rebuildIfGone } from '../load-balancer/rebuild';
import type { ResourceRequest } from '../protocol/resource';
import type { Rule } from '../world/load-balancers';
import { findSurely } from './rule';

/**
 * Somebody deleted the rule, or its listener or load balancer. If an Update failed because of that, its rollback would
 * fail, too. So an Update makes again what the rule needs.
 * @returns the rule, if a run that did not finish has just made it
 * @throws MembershipLostError, QuotaReachedError
 */
export async function findDeleted(
  job: Job,
  member: string,
  { RequestType }: Pick<ResourceRequest, 'RequestType'>,
): Promise<Rule | undefined> {
  if (RequestType !== 'Update') return undefined;
  await rebuildIfGone(job, member);
  return findSurely(job, member, seatOf(job.session.service, member));
}
