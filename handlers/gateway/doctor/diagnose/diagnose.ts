import { stackName } from '../../identity';
import type { FindingKind } from '../event';
import type { Observation } from '../look/observation';
import { diagnoseClaims } from './claims';
import { diagnoseClosings } from './closings';
import type { Diagnosis } from './diagnosis';
import { diagnoseMemberships } from './memberships';
import { diagnoseMissingOrChanged } from './missing-or-changed';
import { diagnoseStrayRules } from './stray-rules';
import { diagnoseUnknownClusters } from './unknown-clusters';
import { diagnoseUnknownGateways } from './unknown-gateways';
import { diagnoseUnknownMembers } from './unknown-members';

/** Findings that show that the ledger lacks something. */
const INCOMPLETE: ReadonlySet<string> = new Set(['unrecorded', 'unknown'] satisfies FindingKind[]);

/** How many stacks a finding names. */
const NAMED = 5;

/** What nobody has looked at. */
function diagnoseUnasked({ unasked }: Observation): Diagnosis[] {
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
export function diagnose(observation: Observation): Diagnosis[] {
  const lost = [...diagnoseUnknownGateways(observation), ...diagnoseUnknownMembers(observation)];
  const incomplete = observation.unasked.length > 0 || lost.some(({ kind }) => INCOMPLETE.has(kind));
  return [
    ...lost,
    ...diagnoseMemberships(observation),
    ...diagnoseMissingOrChanged(observation),
    ...diagnoseStrayRules(observation),
    ...diagnoseClosings(observation),
    ...diagnoseUnasked(observation),
    ...(incomplete ? [] : [...diagnoseClaims(observation), ...diagnoseUnknownClusters(observation)]),
  ];
}
