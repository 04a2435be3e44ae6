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

/** What the claims of a route are made from: with another one the route has another physical id, its rule stays. */
const CLAIMS = ['Hosts', 'Paths', 'ServiceName'];

/**
 * `Custom::ExpressRoute`: what the gateway Lambda makes of an update. The rule is changed in place, and never where it
 * forwards to (rule Z1), unless the service moves: then a new rule is made, and the old one goes in the clean-up phase.
 */
export function routeVerdict(changed: ChangedResource): UpdateVerdict {
  const moved = property(changed, 'Membership')?.certainty;
  return {
    reasons: changed.properties.flatMap((one) =>
      one.name === 'Membership'
        ? reasonsOf(one, 'replace', 'another one, so a rule is made beside the old one')
        : reasonsOf(one, 'update', moved === 'certain' ? 'holds for the new rule' : meaningOf(one)),
    ),
    replaced: moved,
    leftover: moved === undefined ? leftClaims(claims(changed)) : undefined,
    refusals: tokenChanged(changed),
    cautions: strategyCaution(changed),
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
          return moved ?? claims(changed);
      }
    },
  };
}

/** The old physical id names the old claims, and its Delete frees those that are not claimed again. */
const leftClaims = (certainty: Certainty | undefined): Leftover | undefined =>
  certainty && { certainty, what: 'its old claims; the rule stays' };

const claims = (changed: ChangedResource): Certainty | undefined =>
  surest(CLAIMS.map((name) => property(changed, name)?.certainty));

function meaningOf({ name }: ChangedProperty): string {
  switch (name) {
    case 'Hosts':
    case 'Paths':
    case 'ServiceName':
    case 'AllowedCidrs':
      return 'what the rule matches changes at once; the rule and its weights stay';
    case 'Priority':
      return 'the rule is moved in place';
    case 'BlueTargetGroupArn':
    case 'GreenTargetGroupArn':
      return 'where a rule made from now on forwards to; one that exists keeps its own';
    default:
      return 'the gateway Lambda takes note; the rule and its weights stay';
  }
}

/** While green is live ECS cannot carry out a rolling deployment (rule Z8). */
function strategyCaution(changed: ChangedResource): string[] {
  const { before, after } = changed;
  if (property(changed, 'Strategy') === undefined || after.properties.Strategy !== 'ROLLING') return [];
  return [
    `The gateway Lambda refuses to change Strategy from ${text(before.properties.Strategy)} to ROLLING while the green ` +
      `target group of ${after.properties.Service ?? after.logicalId} is live; deploying once more makes blue live again.`,
  ];
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : 'another');

/** Hosts, paths and source addresses that are answered before, and not after. */
export function droppedBy(changed: ChangedResource): string[] {
  return ['Hosts', 'Paths', 'AllowedCidrs'].flatMap((name) => {
    if (property(changed, name) === undefined) return [];
    const [before, after] = [changed.before.properties[name], changed.after.properties[name]];
    if ([before, after].flat().some(isUnknown)) return [`what ${name} no longer holds`];
    // Nothing given means everything: what is given now takes the rest away.
    if (before === undefined) return [`what is not in ${name}`];
    const kept = after === undefined ? keptWithout(name, changed) : new Set(listOf(after));
    return kept === 'everything' ? [] : listOf(before).filter((value) => !kept.has(value));
  });
}

/** Without hosts and paths the rule is for the service's default path alone. */
function keptWithout(name: string, { after: { properties } }: ChangedResource): ReadonlySet<string> | 'everything' {
  if (name === 'AllowedCidrs') return 'everything';
  return properties[name === 'Hosts' ? 'Paths' : 'Hosts'] === undefined ? new Set() : 'everything';
}

const listOf = (value: Json): string[] =>
  [value].flat().map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
