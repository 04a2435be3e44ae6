import { CONTRACT, type GatewayAttributes, type RouteAttributes } from '../../handlers/contract';
import { Cloud, stackId, succeeded } from './gateway/account/at-once/cloud';

/** Since which contract each attribute has been answered. What stands here once is never changed. */
const GATEWAY: Readonly<Record<keyof GatewayAttributes, number>> = {
  VpcId: 1,
  SubnetIds: 1,
  AssignPublicIp: 1,
  Cluster: 1,
  LoadBalancerArn: 1,
  LoadBalancerFullName: 1,
  LoadBalancerDnsName: 1,
  LoadBalancerHostedZoneId: 1,
  ListenerArn: 1,
  SecurityGroupId: 1,
  ServiceName: 1,
  BlueTargetGroupName: 1,
  GreenTargetGroupName: 1,
};
const ROUTE: Readonly<Record<keyof RouteAttributes, number>> = { RuleArn: 1, Priority: 1, Endpoint: 1, BaseUrl: 2 };

test('The contract is raised with every attribute, so that older stacks come to have it', () => {
  expect(CONTRACT).toBe(Math.max(...Object.values(GATEWAY), ...Object.values(ROUTE)));
});

test('Both custom resources answer every attribute of the contract, and no other', async () => {
  const cloud = new Cloud();
  const gateway = succeeded(await cloud.gateway('Create', { request: 'r' }));
  const route = succeeded(await cloud.route('Create', `${stackId('shop')}/Web~r`));
  expect(Object.keys(gateway.data ?? {}).sort()).toEqual(Object.keys(GATEWAY).sort());
  expect(Object.keys(route.data ?? {}).sort()).toEqual(Object.keys(ROUTE).sort());
});
