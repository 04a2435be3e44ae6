import type { SeenRule } from '../../world/survey';
import { type Observation, standingOf } from '../look/observation';

/**
 * Who uses a member that has no seat in the ledger:
 * - `living`: a stack has it.
 * - `unsure`: an operation on its stack is in progress, or CloudFormation does not say what the stack has.
 * - `served`: no stack has it, but targets are registered behind its rule, as they are if a DeletionPolicy keeps it.
 * - `none`: certainly nobody.
 * - `unknown`: no stack has it, and AWS does not say whether it has targets.
 */
export type MemberUse = { is: 'living' | 'unsure' | 'served' | 'none' } | { is: 'unknown'; reason: string };

/** @param rules those with the member's tags */
export function memberUse(observation: Observation, member: string, rules: readonly SeenRule[]): MemberUse {
  const standing = standingOf(observation, member);
  if (standing !== 'gone') return { is: standing };
  const targets = rules.map(({ arn }) => observation.targets.get(arn) ?? { reason: 'AWS was not asked' });
  if (targets.some((one) => 'count' in one && one.count > 0)) return { is: 'served' };
  const unknown = targets.find((one) => 'reason' in one);
  return unknown && 'reason' in unknown ? { is: 'unknown', reason: unknown.reason } : { is: 'none' };
}
