import { isOfStack } from '../../identity';
import type { Observation } from '../look/observation';
import type { Diagnosis } from './diagnosis';

/**
 * Whether a later look could not see what a diagnosis of an earlier look is about, so that its absence shows nothing. What is
 * not about one stack, such as a load balancer or a cluster, may be about any.
 * @param diagnoses those of the later look
 */
export function isHidden(
  { kind, what, repair }: Diagnosis,
  { stacks, unasked, unlooked, unanswered }: Observation,
  diagnoses: readonly Diagnosis[],
): boolean {
  // A gateway or cluster without members: the ledger shows it, whatever the stacks do.
  if (kind === 'unfinished') return false;
  if (kind === 'misrouted' && (unlooked > 0 || unanswered.length > 0)) return true;
  if (kind !== 'unknown' && diagnoses.some((one) => one.kind === 'unknown' && one.what === what)) return true;
  // Claims are not judged until every stack has been asked about.
  if (unasked.length > 0 && (repair?.do === 'free claim' || repair?.do === 'record claims')) return true;
  const silent = [...stacks].filter(([, { state }]) => state === 'unknown').map(([id]) => id);
  return [...unasked, ...silent].some((id) => isOfStack(what, id) ?? true);
}
