import { stackName } from '../../identity';
import type { FindingKind } from '../event';
import type { Observation } from '../look/observation';
import { diagnoseClaims } from './claims';
import { diagnoseClosings } from './closings';
import type { Diagnosis } from './diagnosis';
import { diagnoseHeldClusters } from './held-clusters';
import { diagnoseMemberships } from './memberships';
import { diagnoseMissingOrChanged } from './missing-or-changed';
import { diagnoseStrayRules } from './stray-rules';
import { diagnoseUnknownClusters } from './unknown-clusters';
import { diagnoseUnknownGateways } from './unknown-gateways';
import { diagnoseUnknownMembers } from './unknown-members';

/** Kinds of diagnoses that show that the ledger may lack something. */
const INCOMPLETE: ReadonlySet<string> = new Set(['unrecorded', 'unknown'] satisfies FindingKind[]);

/** How many stacks a diagnosis names. */
const NAMED = 5;

/** Stacks that nobody has looked at. */
function diagnoseUnasked({ unasked }: Observation): Diagnosis[] {
  const more = unasked.length > NAMED ? ` and ${unasked.length - NAMED} more` : '';
  return unasked.length === 0
    ? []
    : [
        {
          kind: 'unknown',
          what: `${unasked.length} ${unasked.length === 1 ? 'stack' : 'stacks'}`,
          problem: `there was no time to look at ${unasked.slice(0, NAMED).map(stackName).join(', ')}${more}`,
          remedy: 'run this again: it begins with other stacks',
          unseen: true,
        },
      ];
}

/** Rules whose targets nobody has looked at. */
const diagnoseUnlooked = ({ unlooked }: Observation): Diagnosis[] =>
  unlooked === 0
    ? []
    : [
        {
          kind: 'unknown',
          // Without a number, which would be another one at the next look.
          what: 'listener rules',
          problem: 'there was no time to look behind all of them for target groups without targets',
          remedy: 'run this again when fewer other calls are made to Elastic Load Balancing',
          unseen: true,
        },
      ];

/** Rules of whose targets Elastic Load Balancing has said nothing. */
const diagnoseUnanswered = ({ unanswered }: Observation): Diagnosis[] =>
  unanswered.length === 0
    ? []
    : [
        {
          kind: 'unknown',
          what: 'listener rules',
          problem: `Elastic Load Balancing does not say whether the target groups behind ${unanswered.length} of them have targets (${unanswered[0]})`,
          remedy: 'give the gateway function the permission that it lacks, or run this again later',
          unseen: true,
        },
      ];

/**
 * Compares the ledger, AWS and CloudFormation. Pure.
 * @returns where they do not agree, in the order of repair. What the ledger has lost comes first: as long as the ledger
 * lacks it, whatever belongs to it looks like a leftover.
 */
export function diagnose(observation: Observation): Diagnosis[] {
  const lost = [
    ...diagnoseUnknownGateways(observation),
    ...diagnoseUnknownMembers(observation),
    ...diagnoseHeldClusters(observation),
  ];
  const incomplete = observation.unasked.length > 0 || lost.some(({ kind }) => INCOMPLETE.has(kind));
  return [
    ...lost,
    ...diagnoseMemberships(observation),
    ...diagnoseMissingOrChanged(observation),
    ...diagnoseStrayRules(observation),
    ...diagnoseClosings(observation),
    ...diagnoseUnasked(observation),
    ...diagnoseUnlooked(observation),
    ...diagnoseUnanswered(observation),
    ...(incomplete ? [] : [...diagnoseClaims(observation), ...diagnoseUnknownClusters(observation)]),
  ];
}
