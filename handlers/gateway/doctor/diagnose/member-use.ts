import type { SeenRule } from '../../world/survey';
import { type Observation, standingOf } from '../look/observation';

/**
 * What a member is of which the ledger has no seat: `living`, a stack has it; `unsure`, its stack is at work or unknown;
 * `served`, no stack has it, but targets are registered behind its rule, as behind what a DeletionPolicy keeps; `none`,
 * nobody needs it, for certain.
 */
export type MemberUse = { is: 'living' | 'unsure' | 'served' | 'none' } | { is: 'untold'; reason: string };

/** @param rules those that carry the member's tags */
export function memberUse(observation: Observation, member: string, rules: readonly SeenRule[]): MemberUse {
  const standing = standingOf(observation, member);
  if (standing !== 'gone') return { is: standing };
  const targets = rules.map(({ arn }) => observation.targets.get(arn) ?? { reason: 'they were not asked for' });
  if (targets.some((one) => 'count' in one && one.count > 0)) return { is: 'served' };
  const untold = targets.find((one) => 'reason' in one);
  return untold && 'reason' in untold ? { is: 'untold', reason: untold.reason } : { is: 'none' };
}
