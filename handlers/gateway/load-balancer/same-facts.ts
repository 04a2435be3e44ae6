import type { GatewayFacts } from '../ledger/items';

/** Whether both tell of the same load balancer, listener and security group. */
export const sameFacts = (one: GatewayFacts | undefined, other: GatewayFacts | undefined): boolean =>
  one?.loadBalancerArn === other?.loadBalancerArn &&
  one?.dnsName === other?.dnsName &&
  one?.hostedZoneId === other?.hostedZoneId &&
  one?.listenerArn === other?.listenerArn &&
  one?.securityGroupId === other?.securityGroupId;
