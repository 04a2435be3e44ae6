import { getAtt } from '../../template-language/intrinsics';
import { compact } from '../../template-language/json';
import { logicalId } from '../names';
import type { ServiceSpec } from '../spec';
import { gatewayAttribute } from './gateway';
import { type Resource, tagsOf } from './resource';

/** The tasks' security group. Its rule is a separate resource: see `ingress`. */
export const securityGroup = (spec: ServiceSpec): Resource => ({
  Type: 'AWS::EC2::SecurityGroup',
  Properties: compact({
    // A changed description would replace the group.
    GroupDescription: 'Tasks of an Express::Service',
    VpcId: gatewayAttribute(spec, 'VpcId'),
    Tags: tagsOf(spec),
  }),
});

/**
 * Lets the load balancer reach the container's port. It is a separate resource, because any change replaces it: the new
 * port is open before the first task that listens on it starts, and the old one stays open until the last task is gone.
 */
export const ingress = (spec: ServiceSpec): Resource => ({
  Type: 'AWS::EC2::SecurityGroupIngress',
  Properties: {
    GroupId: getAtt(logicalId(spec, 'SecurityGroup'), 'GroupId'),
    SourceSecurityGroupId: gatewayAttribute(spec, 'SecurityGroupId'),
    IpProtocol: 'tcp',
    FromPort: spec.port,
    ToPort: spec.port,
    Description: 'From the load balancer',
  },
});
