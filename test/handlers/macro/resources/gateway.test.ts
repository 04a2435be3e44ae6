import { CONTRACT } from '../../../../handlers/contract';
import type { JsonObject } from '../../../../handlers/template-language/json';
import { expanded, resource, service } from '../fixtures';

const token = {
  'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:cfn-express-gateway`,
};
const base = { ServiceToken: token, ServiceTimeout: 1800, Contract: CONTRACT, Service: 'Web' };

function custom(properties: JsonObject, attributes: JsonObject = {}) {
  const input = service(properties);
  const fragment = input.fragment as { Resources: { Web: JsonObject } };
  const template = expanded({
    ...input,
    fragment: { Resources: { Web: { ...fragment.Resources.Web, ...attributes } } },
  });
  return { gateway: resource(template, 'WebGateway').Properties, route: resource(template, 'WebRoute').Properties };
}

test('A property that the block does not give is sent to neither the gateway nor the route', () => {
  expect(custom({})).toEqual({
    gateway: base,
    route: {
      ...base,
      Membership: { Ref: 'WebGateway' },
      BlueTargetGroupArn: { Ref: 'WebBlue' },
      GreenTargetGroupArn: { Ref: 'WebGreen' },
      Strategy: 'CANARY',
    },
  });
});

test('The gateway and the route each get the properties of the block that concern them', () => {
  const { gateway, route } = custom({
    ServiceName: 'web',
    Cluster: 'apps',
    NetworkConfiguration: { Subnets: ['subnet-1', 'subnet-2'] },
    Gateway: { Name: 'inner', Scheme: 'internal', Refresh: 1 },
  });
  expect(gateway).toEqual({
    ...base,
    ServiceName: 'web',
    Cluster: 'apps',
    GatewayName: 'inner',
    Scheme: 'internal',
    SubnetIds: ['subnet-1', 'subnet-2'],
    Refresh: '1',
  });
  expect(route).toMatchObject({ ServiceName: 'web', Refresh: '1' });
  expect(route).not.toHaveProperty('SubnetIds');
});

test.each(['Retain', 'RetainExceptOnCreate'])(
  'The gateway and the route are told that a block is kept by %s, because no Delete will come',
  (policy) => {
    const { gateway, route } = custom({}, { DeletionPolicy: policy });
    expect([gateway.Retained, route.Retained]).toEqual([true, true]);
  },
);

test('The gateway is told separately whether a block is kept when it is replaced and when it is deleted', () => {
  expect(custom({}, { UpdateReplacePolicy: 'Retain' }).gateway).toEqual({ ...base, RetainedWhenReplaced: true });
  expect(custom({}, { DeletionPolicy: 'Retain' }).gateway).toEqual({ ...base, Retained: true });
});

test('The gateway of a block with the policy Delete is not told that the block is kept', () => {
  const { gateway } = custom({}, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  expect(gateway).toEqual(base);
});
