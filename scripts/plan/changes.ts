import { isCustomResource } from '../../handlers/template-language/resource-types';
import { awsResourceVerdict } from './aws-resource';
import { type Certainty, surest } from './certainty';
import { customResourceVerdict } from './custom-resource';
import { differences, type ReferenceChange, type ReferenceChanges } from './differences';
import { gatewayVerdict } from './gateway-resource';
import { type Delta, deltas } from './impact';
import type { ResolvedResource, ResolvedTemplate } from './resolve';
import { routeVerdict } from './route-resource';
import { trafficVerdict } from './traffic-resource';
import { referencesIn, targetOf } from './unknown-values';
import type { ChangedResource, Leftover, Reason, UpdateVerdict } from './verdict';

export type Action = 'create' | 'update' | 'replace' | 'delete';

/** What an update does to one resource. */
export interface PlannedChange {
  logicalId: string;
  type: string;
  action: Action;
  /** `possible` if it depends on values that are known only while the stack is updated. */
  certainty: Certainty;
  reasons: readonly Reason[];
  /** What the clean-up phase deletes. */
  leftover?: Leftover;
  /** Whether DeletionPolicy or UpdateReplacePolicy leaves it in AWS instead. */
  retained: boolean;
}

/** All changes of an update, with what was found out about them. */
export interface Changes {
  list: readonly PlannedChange[];
  changed: ReadonlyMap<string, ChangedResource>;
  /** The references that give another value after the update. */
  references: ReferenceChanges;
  refusals: readonly string[];
  cautions: readonly string[];
}

/**
 * What an update does to each resource. A replaced resource has another physical id, so resources that refer to it
 * change too, and may themselves be replaced. This repeats until nothing more changes.
 * @param given parameters whose values differ although they are not known (NoEcho, Parameter Store)
 */
export function changesOf(before: ResolvedTemplate, after: ResolvedTemplate, given: ReferenceChanges): Changes {
  const values = [...after.resources.values()].map(({ properties }) => properties);
  const names = new Set([...values, after.outputs].flatMap(referencesIn));
  let references: ReferenceChanges = given;
  for (;;) {
    const judged = judge(before, after, references);
    const next = new Map([...given, ...consequences(judged, names)]);
    if (areStable(references, next)) return collect(before, after, judged, next);
    references = next;
  }
}

type Judged = ReadonlyMap<string, { changed: ChangedResource; verdict: UpdateVerdict }>;

function judge(before: ResolvedTemplate, after: ResolvedTemplate, references: ReferenceChanges): Judged {
  const judged = deltas(before.resources, after.resources, references).map((delta) => {
    const changed = detailed(delta, references);
    return [delta.after.logicalId, { changed, verdict: verdictOf(changed) }] as const;
  });
  return new Map(judged);
}

function detailed({ before, after, properties }: Delta, references: ReferenceChanges): ChangedResource {
  return {
    before,
    after,
    properties: [...properties].map(([name, impact]) => {
      const places = differences(before.properties[name], after.properties[name], references, name);
      return { name, impact, places, certainty: surest(places.map(({ certainty }) => certainty)) ?? 'possible' };
    }),
  };
}

function verdictOf(changed: ChangedResource): UpdateVerdict {
  const { type } = changed.after;
  if (type === 'Custom::ExpressGateway') return gatewayVerdict(changed);
  if (type === 'Custom::ExpressRoute') return routeVerdict(changed);
  if (type === 'Custom::ExpressTraffic') return trafficVerdict(changed);
  return isCustomResource(type) ? customResourceVerdict(changed) : awsResourceVerdict(changed);
}

/** The references in the template that give another value because of these verdicts. */
function consequences(judged: Judged, names: ReadonlySet<string>): Map<string, ReferenceChange> {
  const found = new Map<string, ReferenceChange>();
  for (const name of names) {
    const { logicalId, attribute } = targetOf(name);
    const verdict = judged.get(logicalId)?.verdict;
    const certainty = verdict?.changes(attribute);
    if (verdict === undefined || certainty === undefined) continue;
    const sure = certainty === 'certain';
    const because =
      verdict.replaced === certainty
        ? `${logicalId} ${sure ? 'is' : 'may be'} replaced`
        : `${name} ${sure ? 'changes' : 'may change'}`;
    found.set(name, { certainty, because });
  }
  return found;
}

const areStable = (one: ReferenceChanges, other: ReferenceChanges): boolean =>
  one.size === other.size && [...one].every(([name, { certainty }]) => other.get(name)?.certainty === certainty);

function collect(
  before: ResolvedTemplate,
  after: ResolvedTemplate,
  judged: Judged,
  references: ReferenceChanges,
): Changes {
  const verdicts = [...judged.values()];
  const retyped = [...after.resources.values()].filter(({ logicalId, type }) => {
    const old = before.resources.get(logicalId);
    return old !== undefined && old.type !== type;
  });
  return {
    list: [
      ...[...after.resources.values()].flatMap(
        (resource) => created(resource, before) ?? modified(resource, judged) ?? [],
      ),
      ...[...before.resources.values()].flatMap((resource) => deleted(resource, after) ?? []),
    ],
    changed: new Map([...judged].map(([logicalId, { changed }]) => [logicalId, changed])),
    references,
    refusals: [
      ...retyped.map(
        ({ logicalId }) =>
          `${logicalId}: CloudFormation refuses to change a resource's Type. Give it another logical id.`,
      ),
      ...verdicts.flatMap(({ verdict }) => verdict.refusals),
    ],
    cautions: verdicts.flatMap(({ verdict }) => verdict.cautions),
  };
}

function created({ logicalId, type }: ResolvedResource, before: ResolvedTemplate): PlannedChange | undefined {
  if (before.resources.has(logicalId)) return undefined;
  return { logicalId, type, action: 'create', certainty: 'certain', reasons: [], retained: false };
}

function deleted(
  { logicalId, type, deletionPolicy }: ResolvedResource,
  after: ResolvedTemplate,
): PlannedChange | undefined {
  if (after.resources.has(logicalId)) return undefined;
  const retained = isKept(deletionPolicy);
  const leftover: Leftover = { certainty: 'certain', what: '' };
  return { logicalId, type, action: 'delete', certainty: 'certain', reasons: [], leftover, retained };
}

function modified(
  { logicalId, type, updateReplacePolicy }: ResolvedResource,
  judged: Judged,
): PlannedChange | undefined {
  const found = judged.get(logicalId);
  if (found === undefined) return undefined;
  const { reasons, replaced } = found.verdict;
  const leftover = replaced === undefined ? found.verdict.leftover : { certainty: replaced, what: 'the old one' };
  return {
    logicalId,
    type,
    action: replaced === undefined ? 'update' : 'replace',
    certainty: replaced ?? surest(reasons.map(({ certainty }) => certainty)) ?? 'possible',
    reasons,
    ...(leftover && { leftover }),
    retained: replaced !== undefined && isKept(updateReplacePolicy),
  };
}

/** RetainExceptOnCreate retains too, except when a creation is rolled back. */
const isKept = (policy: string): boolean => policy.startsWith('Retain');
