import { isDeepStrictEqual } from 'node:util';
import { both, surest } from './certainty';
import { type ChangedResource, property, reasonsOf, type UpdateVerdict } from './verdict';

/** The verdict on a resource of AWS's own types: their schemas say what a change means. */
export function awsResourceVerdict(changed: ChangedResource): UpdateVerdict {
  const { properties, before, after } = changed;
  const reasons = properties.flatMap((one) => {
    if (one.impact === 'update') return reasonsOf(one, 'update', 'updated in place');
    return one.impact === 'replace'
      ? reasonsOf(one, 'replace', "create-only in AWS's schema")
      : reasonsOf(one, 'replace', "create-only in some cases, says AWS's schema", 'possible');
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
      // An attribute that repeats a property changes only when that property does.
      if (top in before.properties || top in after.properties) return property(changed, top)?.certainty;
      const updated = IDENTITY.test(attribute) ? undefined : surest(properties.map(({ certainty }) => certainty));
      return replaced ?? (updated && both(updated, 'possible'));
    },
  };
}

/** Attributes that identify the resource. They stay the same while it is updated in place. */
const IDENTITY = /(arn|id|name|uri|url|address|endpoint|port)$/i;

/** The property with the unique name, for types where it is not named after the type (as `RoleName` is). */
const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'Name',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Name',
  'AWS::EC2::SecurityGroup': 'GroupName',
};

/** The property within which a name is unique. If it changes, the same name is free. */
const NAME_SPACES: Readonly<Record<string, string>> = {
  'AWS::ECS::Service': 'Cluster',
  'AWS::EC2::SecurityGroup': 'VpcId',
};

/** The refusal of a replacement with the same fixed name: the new resource is created before the old one is deleted. */
function nameTaken(changed: ChangedResource): string[] {
  const { logicalId, type, properties } = changed.after;
  const name = NAME_PROPERTIES[type] ?? `${type.split('::').at(-1)}Name`;
  const space = property(changed, NAME_SPACES[type] ?? '');
  const same = name in properties && isDeepStrictEqual(properties[name], changed.before.properties[name]);
  if (!same || property(changed, name) !== undefined || space !== undefined) return [];
  return [
    `${logicalId} must be replaced, but keeps its ${name}. The new one is created before the old one is deleted, and both ` +
      `would have the same name. Change or remove ${name} in the same update.`,
  ];
}
