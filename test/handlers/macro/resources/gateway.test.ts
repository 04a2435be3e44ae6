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
  const [gateway, route, traffic] = ['WebGateway', 'WebRoute', 'WebTraffic'].map(
    (id) => resource(template, id).Properties,
  );
  return { gateway, route, traffic };
}

const forwarding = {
  Membership: { Ref: 'WebGateway' },
  BlueTargetGroupArn: { Ref: 'WebBlue' },
  GreenTargetGroupArn: { Ref: 'WebGreen' },
  Strategy: 'CANARY',
};

test('A property that the block does not give is sent to none of the custom resources', () => {
  expect(custom({})).toEqual({
    gateway: base,
    route: { ...base, ...forwarding },
    traffic: { ...base, ...forwarding, Route: { Ref: 'WebRoute' } },
  });
});

test('The traffic waits for the ECS service, so that it begins when tasks are healthy and ends before they drain', () => {
  expect(resource(expanded(service({})), 'WebTraffic')).toMatchObject({
    Type: 'Custom::ExpressTraffic',
    DependsOn: ['Web'],
  });
});

test('The custom resources each get the properties of the block that concern them', () => {
  const { gateway, route, traffic } = custom({
    ServiceName: 'web',
    Hosts: ['a.example.com'],
    Paths: ['/a/*'],
    AllowedCidrs: ['10.0.0.0/8'],
    Priority: 7,
    Deployment: { Strategy: 'LINEAR' },
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
  const matched = { Hosts: ['a.example.com'], Paths: ['/a/*'], Priority: 7 };
  const forwards = { ...base, ...forwarding, Strategy: 'LINEAR', ServiceName: 'web', Refresh: '1' };
  expect(route).toEqual({ ...forwards, ...matched, AllowedCidrs: ['10.0.0.0/8'] });
  expect(traffic).toEqual({ ...forwards, ...matched, Route: { Ref: 'WebRoute' } });
});

test.each(['Retain', 'RetainExceptOnCreate'])(
  'The custom resources are told that a block is kept by %s, because no Delete will come',
  (policy) => {
    const { gateway, route, traffic } = custom({}, { DeletionPolicy: policy });
    expect([gateway?.Retained, route?.Retained, traffic?.Retained]).toEqual([true, true, true]);
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
