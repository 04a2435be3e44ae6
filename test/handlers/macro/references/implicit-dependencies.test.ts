import type { JsonObject } from '../../../../handlers/template-language/json';
import { expanded, resource, service } from '../fixtures';

const ROUTE = { Type: 'AWS::EC2::Route', Properties: { RouteTableId: 'rtb-1' } };
const SUBNETS = { NetworkConfiguration: { Subnets: ['subnet-1', 'subnet-2'] } };
const expand = (Resources: JsonObject, properties: JsonObject = SUBNETS) =>
  expanded(service(properties, { Resources }));

test.each(['Route', 'SubnetRouteTableAssociation', 'VPCGatewayAttachment', 'NatGateway'])(
  'The membership and the service wait for an AWS::EC2::%s of the template',
  (type) => {
    const template = expand({ Net: { Type: `AWS::EC2::${type}` } });
    expect(resource(template, 'Web').DependsOn).toContain('Net');
    expect(resource(template, 'WebGateway').DependsOn).toEqual(['Net']);
    expect(resource(template, 'WebTaskDefinition').DependsOn).toBeUndefined();
  },
);

test('The membership does not wait for a resource of another type', () => {
  expect(resource(expand({ Topic: { Type: 'AWS::SNS::Topic' } }), 'WebGateway').DependsOn).toBeUndefined();
});

test('A service in the default VPC waits for no network resource, because no template makes that VPC', () => {
  expect(resource(expand({ Route: ROUTE }, {}), 'WebGateway').DependsOn).toBeUndefined();
});

test('The membership does not wait for a resource that depends on the service, directly or through others', () => {
  const template = expand({
    Route: { ...ROUTE, DependsOn: 'Between' },
    Between: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::Sub': `\${WebRoute.Endpoint}` } } },
    Other: ROUTE,
  });
  expect(resource(template, 'WebGateway').DependsOn).toEqual(['Other']);
});

test('Two services never wait for each other because of resources that depend on them', () => {
  const template = expand({
    Api: { Type: 'Express::Service', Properties: { Image: 'nginx', ...SUBNETS } },
    AfterWeb: { ...ROUTE, DependsOn: 'Web' },
    AfterApi: { ...ROUTE, DependsOn: 'Api' },
  });
  const both = [resource(template, 'WebGateway').DependsOn, resource(template, 'ApiGateway').DependsOn];
  expect(both).toEqual([['AfterApi'], undefined]);
});

test('A service waits for a conditional resource by a Ref inside Fn::If, because DependsOn cannot name an absent resource', () => {
  const conditional = { ...ROUTE, Condition: 'C' };
  const template = expanded({
    fragment: {
      Conditions: { C: { 'Fn::Equals': ['a', 'a'] } },
      Resources: {
        Net: conditional,
        Web: { Type: 'Express::Service', Metadata: { Mine: 1 }, Properties: { Image: 'nginx', ...SUBNETS } },
        Same: { Type: 'Express::Service', Condition: 'C', Properties: { Image: 'nginx', ...SUBNETS } },
      },
    },
    region: 'eu-west-1',
    accountId: '123456789012',
  });
  const guarded = [{ 'Fn::If': ['C', { Ref: 'Net' }, { Ref: 'AWS::NoValue' }] }];
  expect(resource(template, 'WebGateway')).toMatchObject({ Metadata: { ExpressDependsOn: guarded } });
  expect(resource(template, 'WebGateway').DependsOn).toBeUndefined();
  expect(resource(template, 'Web').Metadata).toEqual({ Mine: 1, ExpressDependsOn: guarded });
  expect(resource(template, 'SameGateway').DependsOn).toEqual(['Net']);
});

const CAPACITY = {
  Type: 'AWS::ECS::ClusterCapacityProviderAssociations',
  Properties: { Cluster: { Ref: 'Mine' }, CapacityProviders: ['FARGATE'] },
};
const CLUSTER = { Mine: { Type: 'AWS::ECS::Cluster' }, Capacity: CAPACITY };

test('In a cluster of its own, a service waits for the resource that adds FARGATE to clusters of the template', () => {
  const template = expand(CLUSTER, { Cluster: { Ref: 'Mine' } });
  expect(resource(template, 'WebGateway').DependsOn).toEqual(['Capacity']);
  expect(resource(template, 'Web').DependsOn).toContain('Capacity');
});

test('In the shared cluster, a service does not wait for the capacity providers of other clusters', () => {
  expect(resource(expand(CLUSTER, {}), 'WebGateway').DependsOn).toBeUndefined();
});

test('A service does not wait for capacity providers that depend on it', () => {
  const template = expand({ ...CLUSTER, Capacity: { ...CAPACITY, DependsOn: 'Web' } }, { Cluster: { Ref: 'Mine' } });
  expect(resource(template, 'WebGateway').DependsOn).toBeUndefined();
});

const MOUNTED = { Volumes: [{ Name: 'data', EFSVolumeConfiguration: { FilesystemId: 'fs-1' } }] };
const MOUNT_TARGET = { Type: 'AWS::EFS::MountTarget' };

test('Tasks with a file system wait for its mount targets, and the membership does not', () => {
  const template = expand({ Mount: MOUNT_TARGET }, MOUNTED);
  expect(resource(template, 'Web').DependsOn).toContain('Mount');
  expect(resource(template, 'WebGateway').DependsOn).toBeUndefined();
  expect(resource(expand({ Mount: MOUNT_TARGET }, {}), 'Web').DependsOn).not.toContain('Mount');
});

test('A service does not wait for a mount target that depends on it', () => {
  const after = {
    ...MOUNT_TARGET,
    Properties: { SecurityGroups: [{ 'Fn::GetAtt': ['WebSecurityGroup', 'GroupId'] }] },
  };
  expect(resource(expand({ Mount: after }, MOUNTED), 'Web').DependsOn).not.toContain('Mount');
});
