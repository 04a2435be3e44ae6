import { ECS_MANAGED_TAG } from '../../contract';
import { isIntrinsic, type Value } from '../../template-language/intrinsics';
import { compact, type Json, type JsonObject } from '../../template-language/json';
import type { ServiceSpec } from '../spec';
import { gatewayAttribute } from './gateway';
import { type Resource, tagsOf } from './resource';

/**
 * One of the two target groups between which ECS moves the traffic. Everything that cannot be changed in place is
 * written out and the same for every service: adding such a property later would replace the group, even with the
 * value that it has. That is why the port is 80 whatever the container listens on (targets bring their own port, and
 * health checks follow it). It is also why the name comes from the membership: a group is replaced only with it.
 */
const targetGroup = (spec: ServiceSpec, name: 'BlueTargetGroupName' | 'GreenTargetGroupName'): Resource => ({
  Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  Properties: compact({
    Name: gatewayAttribute(spec, name),
    VpcId: gatewayAttribute(spec, 'VpcId'),
    TargetType: 'ip',
    IpAddressType: 'ipv4',
    Protocol: 'HTTP',
    ProtocolVersion: 'HTTP1',
    Port: 80,
    HealthCheckEnabled: true,
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckPath: spec.HealthCheckPath,
    HealthCheckIntervalSeconds: spec.HealthCheck.IntervalSeconds,
    HealthCheckTimeoutSeconds: spec.HealthCheck.TimeoutSeconds,
    HealthyThresholdCount: spec.HealthCheck.HealthyThresholdCount,
    UnhealthyThresholdCount: spec.HealthCheck.UnhealthyThresholdCount,
    Matcher: { HttpCode: spec.HealthCheck.Matcher },
    TargetGroupAttributes: stickiness(spec),
    Tags: tagsOf(spec, [ECS_MANAGED_TAG]),
  }),
});

export const blueTargetGroup = (spec: ServiceSpec): Resource => targetGroup(spec, 'BlueTargetGroupName');
export const greenTargetGroup = (spec: ServiceSpec): Resource => targetGroup(spec, 'GreenTargetGroupName');

/** Written even when off: an attribute that a template no longer names keeps its previous value. */
function stickiness({ StickySessions: sticky }: ServiceSpec): JsonObject[] {
  const attribute = (name: string, value: Json): JsonObject => ({ Key: `stickiness.${name}`, Value: value });
  if (sticky === undefined) return [attribute('enabled', 'false')];
  return [
    attribute('enabled', 'true'),
    attribute('type', 'lb_cookie'),
    attribute('lb_cookie.duration_seconds', asText(sticky.DurationSeconds)),
  ];
}

/** Attribute values are strings. CloudFormation converts what a function gives. */
const asText = (value: Value<number>): Json => (isIntrinsic(value) ? value : String(value));
