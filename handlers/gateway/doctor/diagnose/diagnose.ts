import { stackName } from '../../identity';
import type { Situation } from '../look/situation';
import { inClaims, inUnknownClusters } from './claims-and-clusters';
import { inClosings } from './closings';
import type { Finding, FindingKind } from './finding';
import { inMemberships } from './memberships';
import { inWhatIsThere } from './missing';
import { inStrayRules } from './stray-rules';
import { inUnknownGateways } from './unknown-gateways';
import { inUnknownMembers } from './unknown-members';

/** Findings that show that the ledger lacks something. */
const INCOMPLETE: ReadonlySet<string> = new Set(['unrecorded', 'unknown'] satisfies FindingKind[]);

/** How many stacks a finding names. */
const NAMED = 5;

/** What nobody has looked at. */
function inTime({ unasked }: Situation): Finding[] {
  const more = unasked.length > NAMED ? ` and ${unasked.length - NAMED} more` : '';
  return unasked.length === 0
    ? []
    : [
        {
          kind: 'unknown',
          what: `${unasked.length} ${unasked.length === 1 ? 'stack' : 'stacks'}`,
          problem: `not looked at, for want of time: ${unasked.slice(0, NAMED).map(stackName).join(', ')}${more}`,
          remedy: 'run this again: it begins with others',
        },
      ];
}

/**
 * Compares the ledger, AWS and CloudFormation. Pure.
 * @returns what does not agree, in the order in which it is best repaired: what the ledger has lost comes first, because
 * as long as it lacks something, what belongs to that looks like a leftover
 */
export function diagnose(situation: Situation): Finding[] {
  const lost = [...inUnknownGateways(situation), ...inUnknownMembers(situation)];
  const incomplete = situation.unasked.length > 0 || lost.some(({ kind }) => INCOMPLETE.has(kind));
  return [
    ...lost,
    ...inMemberships(situation),
    ...inWhatIsThere(situation),
    ...inStrayRules(situation),
    ...inClosings(situation),
    ...inTime(situation),
    ...(incomplete ? [] : [...inClaims(situation), ...inUnknownClusters(situation)]),
  ];
}
