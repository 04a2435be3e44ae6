import { ECS_MANAGED_TAG } from '../../contract';
import { compact } from '../json';
import type { ServiceSpec } from '../service/spec';
import { gatewayAttribute } from './gateway';
import { type Resource, tagsOf } from './resource';

/**
 * One of the two target groups between which ECS moves the traffic. Everything that cannot be changed in place is
 * written out and the same for every service: adding such a property later would replace the group, even with the
 * value that it has. That is why the port is 80 whatever the container listens on (targets bring their own port, and
 * health checks follow it), and why the name comes from the membership, with which alone a group is replaced.
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
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200' },
    Tags: tagsOf(spec, [ECS_MANAGED_TAG]),
  }),
});

export const blueTargetGroup = (spec: ServiceSpec): Resource => targetGroup(spec, 'BlueTargetGroupName');
export const greenTargetGroup = (spec: ServiceSpec): Resource => targetGroup(spec, 'GreenTargetGroupName');
