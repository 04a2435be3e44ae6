import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../../handlers/template-language/json';
import type { ModelResource } from './model-resource';

/**
 * A model of the gateway Lambda: the physical id that it answers. Its real physical id of a route also names the
 * claims. Here it names only the rule, because a Delete of an id with other claims leaves the rule.
 */
export function physicalIdOf(type: string, fresh: string, properties: JsonObject, old?: ModelResource): string {
  const key = KEYS[type] ?? (() => []);
  return old !== undefined && isDeepStrictEqual(key(old.properties), key(properties)) ? old.id : fresh;
}

/** The pool of a membership. The default VPC's subnets are public. */
const pool = (properties: JsonObject): Json[] => [
  properties.GatewayName ?? 'default',
  properties.Scheme ?? 'internet-facing',
];

const clusterOf = ({ Cluster = 'default' }: JsonObject): string => String(Cluster).split('/').at(-1) ?? '';

const seat = (properties: JsonObject): Json[] => [
  ...pool(properties),
  clusterOf(properties),
  properties.ServiceName ?? null,
];

const KEYS: Readonly<Record<string, (properties: JsonObject) => Json[]>> = {
  'Custom::ExpressGateway': (properties) => seat(properties),
  'Custom::ExpressRoute': ({ Membership = null }) => [Membership],
  'Custom::ExpressTraffic': ({ Membership = null }) => [Membership],
};

const claims = ({ Membership = null, Hosts = null, Paths = null, ServiceName = null }: JsonObject): Json[] => [
  Membership,
  Hosts,
  Paths,
  Hosts === null && Paths === null ? ServiceName : null,
];

/** What `Fn::GetAtt` gives. For resources that the Lambda does not answer for, it is the same as long as they exist. */
export function attributeOf({ id, type, properties }: ModelResource, attribute: string): Json {
  if (type === 'Custom::ExpressGateway') return gatewayAttribute(id, properties, attribute);
  if (type !== 'Custom::ExpressRoute') return `${id}.${attribute}`;
  if (attribute === 'RuleArn') return `rule of ${properties.Membership}`;
  if (attribute === 'Priority') return properties.Priority ?? `priority of ${properties.Membership}`;
  return `http://${JSON.stringify(claims(properties))}`;
}

function gatewayAttribute(id: string, properties: JsonObject, attribute: string): Json {
  switch (attribute) {
    case 'VpcId':
    case 'AssignPublicIp':
      return attribute;
    case 'SubnetIds':
      return properties.SubnetIds ?? 'subnets';
    case 'Cluster':
      return clusterOf(properties);
    case 'ServiceName':
      return properties.ServiceName ?? `${id}.ServiceName`;
    case 'BlueTargetGroupName':
    case 'GreenTargetGroupName':
      return `${id}.${attribute}`;
    default:
      return `${attribute} of ${pool(properties).join(' ')}`;
  }
}
