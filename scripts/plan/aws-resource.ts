import { isDeepStrictEqual } from 'node:util';
import { both, surest } from './certainty';
import { type ChangedResource, property, reasonsOf, type UpdateVerdict } from './verdict';

/** A resource of a type that AWS provides: its schema says what a change means. */
export function awsResourceVerdict(changed: ChangedResource): UpdateVerdict {
  const { properties, before, after } = changed;
  const reasons = properties.flatMap((one) => {
    if (one.impact === 'update') return reasonsOf(one, 'update', 'changed in place');
    return one.impact === 'replace'
      ? reasonsOf(one, 'replace', "create-only in AWS's schema")
      : reasonsOf(one, 'replace', "create-only in some cases, by AWS's schema", 'possible');
  });
  const replaced = surest(reasons.filter(({ effect }) => effect === 'replace').map(({ certainty }) => certainty));
  return {
    reasons,
    replaced,
    refusals: replaced === 'certain' ? nameTaken(changed) : [],
    cautions: [],
    changes(attribute) {
      if (attribute === undefined) return replaced;
      const top = attribute.split('.')[0] ?? '';
      // What only repeats a property changes with that property, and with nothing else.
      if (top in before.properties || top in after.properties) return property(changed, top)?.certainty;
      const updated = IDENTITY.test(attribute) ? undefined : surest(properties.map(({ certainty }) => certainty));
      return replaced ?? (updated && both(updated, 'possible'));
    },
  };
}

/** Attributes that say which resource it is, and so stay while it is changed in place. */
const IDENTITY = /(arn|id|name|uri|url|address|endpoint|port)$/i;

/** Names that are unique in an account and region, where the property is not called after the type (`RoleName`). */
const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'Name',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Name',
  'AWS::EC2::SecurityGroup': 'GroupName',
};

/** A name is unique only in here: with another, the same name is free. */
const NAME_SPACES: Readonly<Record<string, string>> = {
  'AWS::ECS::Service': 'Cluster',
  'AWS::EC2::SecurityGroup': 'VpcId',
};

/** The new resource is made before the old one goes, which the same fixed name does not allow. */
function nameTaken(changed: ChangedResource): string[] {
  const { logicalId, type, properties } = changed.after;
  const name = NAME_PROPERTIES[type] ?? `${type.split('::').at(-1)}Name`;
  const space = property(changed, NAME_SPACES[type] ?? '');
  const same = name in properties && isDeepStrictEqual(properties[name], changed.before.properties[name]);
  if (!same || property(changed, name) !== undefined || space !== undefined) return [];
  return [
    `${logicalId} must be replaced, but its ${name} stays: the new one is made before the old one goes, and both would ` +
      `have one name. Give it another ${name} in the same update, or none.`,
  ];
}
