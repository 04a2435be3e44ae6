import type { GatewayAttributes, RouteAttributes } from '../../../handlers/contract';
import type { Finding } from '../../../handlers/template-language/findings';
import { type JsonObject, member } from '../../../handlers/template-language/json';
import { didYouMean, nearest } from '../../../handlers/template-language/nearest';
import { callsIn, mentionsOf } from './function-calls';

/** What the gateway tells of the resources that it answers for; CloudFormation would ask for anything else in vain. */
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
};

/** Attributes that a service's membership and route do not have. */
export const unknownAttributes = (source: JsonObject, processed: JsonObject): Finding[] =>
  ['Resources', 'Outputs']
    .flatMap((section) => callsIn(source, section).flatMap(mentionsOf))
    .flatMap(({ path, name, attribute }) => {
      const names = ATTRIBUTES[String(member(member(processed.Resources, name), 'Type'))];
      if (names === undefined || attribute === undefined || names.includes(attribute)) return [];
      const list = nearest(attribute, names) === undefined ? `; it has ${names.join(', ')}` : '';
      return [{ path, message: `${name} has no attribute ${attribute}${didYouMean(attribute, names)}${list}` }];
    });
