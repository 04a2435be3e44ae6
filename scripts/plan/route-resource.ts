import { CONTRACT_WITH_TRAFFIC } from '../../handlers/contract';
import type { Json } from '../../handlers/template-language/json';
import { type Certainty, surest } from './certainty';
import { tokenChanged } from './custom-resource';
import { isUnknown } from './unknown-values';
import {
  type ChangedProperty,
  type ChangedResource,
  type Leftover,
  property,
  reasonsOf,
  type UpdateVerdict,
} from './verdict';

/**
 * The properties that a route's claims follow from. If one changes, or a fixed priority, the route gets another physical
 * id and keeps its rule.
 */
const CLAIMS = ['Hosts', 'Paths', 'ServiceName'];

/**
 * What the gateway Lambda does with an update of a `Custom::ExpressRoute`. It updates the rule in place, but never the
 * target groups that the rule forwards to (rule Z1). If the service moves, it creates a new rule, and the clean-up
 * deletes the old one.
 */
export function routeVerdict(changed: ChangedResource): UpdateVerdict {
  const moved = property(changed, 'Membership')?.certainty;
  return {
    reasons: changed.properties.flatMap((one) =>
      one.name === 'Membership'
        ? reasonsOf(one, 'replace', 'another one, so a new rule is created beside the old one')
        : reasonsOf(one, 'update', moved === 'certain' ? 'applies to the new rule' : meaningOf(one, changed)),
    ),
    replaced: moved,
    leftover: moved === undefined ? left(changed) : undefined,
    refusals: tokenChanged(changed),
    cautions: [],
    changes(attribute) {
      switch (attribute) {
        case 'RuleArn':
          return moved;
        case 'Priority':
          return moved ?? (property(changed, 'Priority') || claims(changed) ? 'possible' : undefined);
        case 'Endpoint':
        case 'BaseUrl':
          return moved ?? (claims(changed) && 'possible');
        default:
          return moved ?? surest([claims(changed), priority(changed)]);
      }
    },
  };
}

/** The old physical id names the old claims and the old fixed priority. Its Delete frees what is not in use again. */
function left(changed: ChangedResource): Leftover | undefined {
  const certainty = surest([claims(changed), priority(changed)]);
  const names = [...(claims(changed) ? ['claims'] : []), ...(priority(changed) ? ['priority'] : [])];
  return certainty && { certainty, what: `its old ${names.join(' and ')}; the rule remains` };
}

/** Whether the fixed priority in the physical id changes. Route ids of older contracts do not contain it. */
function priority(changed: ChangedResource): Certainty | undefined {
  const [was, is] = [changed.before, changed.after].map(
    ({ properties: { Contract, Priority } }) => Priority !== undefined && Number(Contract) >= CONTRACT_WITH_TRAFFIC,
  );
  if (was === is) return is ? property(changed, 'Priority')?.certainty : undefined;
  return 'certain';
}

const claims = (changed: ChangedResource): Certainty | undefined =>
  surest(CLAIMS.map((name) => property(changed, name)?.certainty));

function meaningOf({ name }: ChangedProperty, changed: ChangedResource): string {
  if (name === 'AllowedCidrs' && keepsId(changed)) {
    return 'the rule changes in place, at once, and keeps its weights; a roll back admits again who was admitted before';
  }
  switch (name) {
    case 'Hosts':
    case 'Paths':
    case 'ServiceName':
    case 'AllowedCidrs':
      return 'the rule changes in place and keeps its weights; if one rule can, it matches the old ones until the clean-up';
    case 'Priority':
      return 'the rule gets another number in place; the old number is free after the clean-up';
    case 'BlueTargetGroupArn':
    case 'GreenTargetGroupArn':
      return 'used when a rule is created; an existing rule keeps its target groups';
    default:
      return 'the gateway Lambda records it; the rule and its weights remain';
  }
}

/**
 * Whether the route has the same physical id after the update. Then no clean-up follows, so the rule cannot match what it
 * matched before until then.
 */
export const keepsId = (changed: ChangedResource): boolean =>
  surest([property(changed, 'Membership')?.certainty, claims(changed), priority(changed)]) === undefined;

/** Values of these lists that are answered before the update and not after it. */
export function droppedBy(changed: ChangedResource, names: readonly ('Hosts' | 'Paths' | 'AllowedCidrs')[]): string[] {
  return names.flatMap((name) => {
    if (property(changed, name) === undefined) return [];
    const [before, after] = [changed.before.properties[name], changed.after.properties[name]];
    if ([before, after].flat().some(isUnknown)) return [`what ${name} no longer contains`];
    // No value means everything, so a value removes everything else.
    if (before === undefined) return [`what is not in ${name}`];
    const kept = after === undefined ? keptWithout(name, changed) : new Set(listOf(after));
    return kept === 'everything' ? [] : listOf(before).filter((value) => !kept.has(value));
  });
}

/** What is still answered after a list was removed. Without hosts and paths the rule matches only the default path. */
function keptWithout(name: string, { after: { properties } }: ChangedResource): ReadonlySet<string> | 'everything' {
  if (name === 'AllowedCidrs') return 'everything';
  return properties[name === 'Hosts' ? 'Paths' : 'Hosts'] === undefined ? new Set() : 'everything';
}

const listOf = (value: Json): string[] =>
  [value].flat().map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
