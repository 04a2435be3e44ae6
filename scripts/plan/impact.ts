import { fullDiff, type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { isObject, type Json, type JsonObject, mapValues } from '../../handlers/template-language/json';
import type { ReferenceChanges } from './differences';
import type { ResolvedResource } from './resolve';
import { referenceIn } from './unknown-values';

/** What AWS's schema says about a changed property: updated in place, create-only, or create-only in some cases. */
export type Impact = 'update' | 'replace' | 'may replace';

/** A resource that is in both templates, with the properties that differ. */
export interface Delta {
  before: ResolvedResource;
  after: ResolvedResource;
  properties: ReadonlyMap<string, Impact>;
}

/** Resources by logical id. */
export type Resources = ReadonlyMap<string, ResolvedResource>;

/**
 * The resources in both templates that differ, with what AWS's schemas say about each property.
 * @param changes the references that give another value after the update; these count as differences
 */
export function deltas(before: Resources, after: Resources, changes: ReferenceChanges): Delta[] {
  const unchanged: ReferenceChanges = new Map();
  const { resources } = fullDiff(templateOf(before, unchanged), templateOf(after, changes));
  return Object.entries(resources.changes).flatMap(([logicalId, difference]): Delta[] => {
    const [one, other] = [before.get(logicalId), after.get(logicalId)];
    if (one === undefined || other === undefined || one.type !== other.type) return [];
    const properties = impactsOf(difference);
    return properties.size === 0 ? [] : [{ before: one, after: other, properties }];
  });
}

const impactsOf = ({ propertyUpdates }: ResourceDifference): Map<string, Impact> =>
  new Map(Object.entries(propertyUpdates).map(([name, { changeImpact }]) => [name, impactOf(changeImpact)]));

function impactOf(impact: ResourceImpact | undefined): Impact {
  if (impact === ResourceImpact.WILL_REPLACE) return 'replace';
  return impact === ResourceImpact.MAY_REPLACE ? 'may replace' : 'update';
}

const templateOf = (resources: Resources, changes: ReferenceChanges): JsonObject => ({
  Resources: Object.fromEntries(
    [...resources].map(([logicalId, { type, properties }]): [string, Json] => [
      logicalId,
      { Type: type, Properties: mapValues(properties, (value) => comparable(value, changes)) },
    ]),
  ),
});

/**
 * The value in a form that the library compares as CloudFormation does. The library takes a text that looks like a
 * number for a number, so that `"1.0"` equals `"1"`, and `"0"` equals `""`. CloudFormation does not, so such texts get
 * quotes here, and numbers become texts.
 */
function comparable(value: Json, changes: ReferenceChanges): Json {
  if (Array.isArray(value)) return value.map((item) => comparable(item, changes));
  if (isObject(value)) {
    const name = referenceIn(value);
    if (name !== undefined && changes.has(name)) return { Reference: `${name} (changed)` };
    return mapValues(value, (item) => comparable(item, changes));
  }
  const text = value === null ? 'null' : String(value);
  return Number.isNaN(Number(text)) ? text : JSON.stringify(text);
}
