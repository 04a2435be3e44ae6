import { inClaims, inUnknownClusters } from './claims-and-clusters';
import { inClosings } from './closings';
import type { Finding } from './finding';
import { inMemberships } from './memberships';
import { inWhatIsThere } from './missing';
import type { Situation } from './situation';
import { inStrayRules } from './stray-rules';
import { inUnknownGateways } from './unknown-gateways';
import { inUnknownMembers } from './unknown-members';

/**
 * Compares the ledger, AWS and CloudFormation. Pure.
 * @returns what does not agree, in the order in which it is best repaired: what the ledger has lost comes first, because
 * as long as it lacks something, what belongs to that looks like a leftover
 */
export const diagnose = (situation: Situation): Finding[] => {
  const lost = [...inUnknownGateways(situation), ...inUnknownMembers(situation)];
  const incomplete = lost.some(({ kind }) => kind === 'unrecorded' || kind === 'unknown');
  return [
    ...lost,
    ...inMemberships(situation),
    ...inWhatIsThere(situation),
    ...inStrayRules(situation),
    ...inClosings(situation),
    ...(incomplete ? [] : [...inClaims(situation), ...inUnknownClusters(situation)]),
  ];
};
