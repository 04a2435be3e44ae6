import type { GatewayAttributes, RouteAttributes } from '../../../handlers/contract';
import type { Finding } from '../../../handlers/template-language/findings';
import { type JsonObject, member } from '../../../handlers/template-language/json';
import { didYouMean, nearest } from '../../../handlers/template-language/nearest';
import { callsIn, mentionsOf } from './function-calls';

/** The attributes of the gateway's custom resources. CloudFormation cannot resolve any other attribute. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  'Custom::ExpressRoute': Object.keys({
    RuleArn: true,
    Priority: true,
    Endpoint: true,
    BaseUrl: true,
  } satisfies Record<keyof RouteAttributes, true>),
  'Custom::ExpressGateway': Object.keys({
    VpcId: true,
    SubnetIds: true,
    AssignPublicIp: true,
    Cluster: true,
    LoadBalancerArn: true,
    LoadBalancerFullName: true,
    LoadBalancerDnsName: true,
    LoadBalancerHostedZoneId: true,
    ListenerArn: true,
    SecurityGroupId: true,
    ServiceName: true,
    BlueTargetGroupName: true,
    GreenTargetGroupName: true,
  } satisfies Record<keyof GatewayAttributes, true>),
  'Custom::ExpressTraffic': [],
};

/** Finds references to attributes that a service's membership, route or traffic does not have. */
export const unknownAttributes = (source: JsonObject, processed: JsonObject): Finding[] =>
  ['Resources', 'Outputs']
    .flatMap((section) => callsIn(source, section).flatMap(mentionsOf))
    .flatMap(({ path, name, attribute }) => {
      const names = ATTRIBUTES[String(member(member(processed.Resources, name), 'Type'))];
      if (names === undefined || attribute === undefined || names.includes(attribute)) return [];
      const list = names.length > 0 && nearest(attribute, names) === undefined ? `; it has ${names.join(', ')}` : '';
      return [{ path, message: `${name} has no attribute ${attribute}${didYouMean(attribute, names)}${list}` }];
    });
