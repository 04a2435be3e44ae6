import type { GatewayAttributes } from '../../contract';
import type { Seat } from '../ledger/items';
import { fullName, serviceNameOf, targetGroupName } from '../names';
import { MembershipLostError } from '../world/errors';

/** The attributes for `Fn::GetAtt`. @throws MembershipLostError if the gateway of the seat was never built */
export function attributesOf(member: string, { facts, network, cluster, wish }: Seat): GatewayAttributes {
  if (!facts) throw new MembershipLostError(`The gateway of ${member} is not built`);
  return {
    VpcId: network.vpcId,
    SubnetIds: network.subnetIds,
    AssignPublicIp: network.assignPublicIp,
    Cluster: cluster,
    LoadBalancerArn: facts.loadBalancerArn,
    LoadBalancerFullName: fullName(facts.loadBalancerArn),
    LoadBalancerDnsName: facts.dnsName,
    LoadBalancerHostedZoneId: facts.hostedZoneId,
    ListenerArn: facts.listenerArn,
    SecurityGroupId: facts.securityGroupId,
    ServiceName: wish.serviceName ?? serviceNameOf(member),
    BlueTargetGroupName: targetGroupName(member, 'blue'),
    GreenTargetGroupName: targetGroupName(member, 'green'),
  };
}
