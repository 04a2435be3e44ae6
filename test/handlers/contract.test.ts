import { CONTRACT, CONTRACT_WITH_TRAFFIC, type GatewayAttributes, type RouteAttributes } from '../../handlers/contract';
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
/** Since which contract each custom resource of a block has been there. */
const RESOURCES = { Gateway: 1, Route: 1, Traffic: CONTRACT_WITH_TRAFFIC };

test('The contract is raised with every attribute and every custom resource, so that older stacks come to have it', () => {
  const since = [GATEWAY, ROUTE, RESOURCES].flatMap((one): number[] => Object.values(one));
  expect(CONTRACT).toBe(Math.max(...since));
  expect(CONTRACT_WITH_TRAFFIC).toBe(3);
});

test('Every custom resource answers every attribute of the contract, and no other', async () => {
  const cloud = new Cloud();
  const gateway = succeeded(await cloud.gateway('Create', { request: 'r' }));
  const route = succeeded(await cloud.route('Create', `${stackId('shop')}/Web~r`));
  const traffic = succeeded(await cloud.traffic('Create', `${stackId('shop')}/Web~r`));
  expect(traffic.data).toBeUndefined();
  expect(Object.keys(gateway.data ?? {}).sort()).toEqual(Object.keys(GATEWAY).sort());
  expect(Object.keys(route.data ?? {}).sort()).toEqual(Object.keys(ROUTE).sort());
});
