import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, service } from '../fixtures';

const MINE = { Type: 'AWS::ECS::Cluster' };
const ref = { Ref: 'Mine' };
const inCluster = (resources: JsonObject, Cluster: Json = ref) => service({ Cluster }, { Resources: resources });
function made(resources: JsonObject, cluster: Json = ref): JsonObject {
  const { Resources } = expanded(inCluster(resources, cluster)) as { Resources: JsonObject };
  return Resources;
}

describe('a cluster of the template that names no capacity provider', () => {
  const providers = {
    Type: 'AWS::ECS::ClusterCapacityProviderAssociations',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      Cluster: { Ref: 'Mine' },
      CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      DefaultCapacityProviderStrategy: [],
    },
  };

  test.each<[string, Json]>([
    ['named', ref],
    ['given by its ARN', { 'Fn::GetAtt': ['Mine', 'Arn'] }],
    ['given in a text', { 'Fn::Sub': `\${Mine}` }],
    ['one of two', { 'Fn::If': ['Own', ref, 'shared'] }],
  ])('gets FARGATE when it is %s, before the service is made', (_how, cluster) => {
    const template = inCluster({ Mine: MINE }, cluster);
    const input = {
      ...template,
      fragment: { ...(template.fragment as JsonObject), Conditions: { Own: { 'Fn::Equals': [1, 1] } } },
    };
    const { Resources } = expanded(input) as unknown as { Resources: Record<string, { DependsOn: string[] }> };
    expect(Resources.MineCapacityProviders).toEqual(providers);
    expect(Resources.WebGateway?.DependsOn).toContain('MineCapacityProviders');
    expect(Resources.Web?.DependsOn).toContain('MineCapacityProviders');
  });

  test('gets it under its own condition', () => {
    expect(made({ Mine: { ...MINE, Condition: 'Own' } }).MineCapacityProviders).toEqual({
      ...providers,
      Condition: 'Own',
    });
  });

  test('gets it once for all its services', () => {
    const Api = { Type: 'Express::Service', Properties: { Image: 'nginx', Cluster: ref } };
    expect(Object.keys(made({ Mine: MINE, Api })).filter((id) => id.endsWith('Providers'))).toEqual([
      'MineCapacityProviders',
    ]);
  });

  test('gets a finding if the template has something else of that name', () => {
    expect(findingsOf(inCluster({ Mine: MINE, MineCapacityProviders: { Type: 'AWS::SNS::Topic' } }))).toEqual([
      'Resources.Web: makes a resource named MineCapacityProviders for its cluster, but the template has a resource of that name; rename that, or give Mine CapacityProviders',
    ]);
  });

  test('gets a finding if the template has a parameter of that name', () => {
    const Parameters = { MineCapacityProviders: { Type: 'String', Default: 'x' } };
    expect(findingsOf(service({ Cluster: ref }, { Resources: { Mine: MINE }, Parameters }))).toEqual([
      'Resources.Web: makes a resource named MineCapacityProviders for its cluster, but the template has a parameter of that name; rename that, or give Mine CapacityProviders',
    ]);
  });
});

test.each<[string, JsonObject, Json]>([
  ['names its own', { Mine: { ...MINE, Properties: { CapacityProviders: ['FARGATE'] } } }, ref],
  [
    'has an association',
    {
      Mine: MINE,
      Both: {
        Type: 'AWS::ECS::ClusterCapacityProviderAssociations',
        Properties: { Cluster: ref, CapacityProviders: ['FARGATE'], DefaultCapacityProviderStrategy: [] },
      },
    },
    ref,
  ],
  ['is not the service’s', { Mine: MINE }, 'other'],
  ['is none', { Mine: { Type: 'AWS::SNS::Topic' } }, ref],
])('A cluster that %s is left alone', (_what, resources, cluster) => {
  expect(Object.keys(made(resources, cluster)).filter((id) => id.endsWith('Providers'))).toEqual([]);
});

describe('a cluster of the template that names its capacity providers', () => {
  const named = (CapacityProviders: Json): JsonObject => ({ Mine: { ...MINE, Properties: { CapacityProviders } } });
  const spot = [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }];
  const lines = (resources: JsonObject, properties: JsonObject, rest: JsonObject = {}) =>
    findingsOf(service({ Cluster: ref, ...properties }, { ...rest, Resources: resources }));
  const lacks = (source: string, list: string, lacking: string) => [
    `Resources.Web.Properties.Cluster: is Mine, but CapacityProviders of ${source} are ${list}, and the service needs ${lacking}; add that there`,
  ];
  const association = (more: JsonObject = {}): JsonObject => ({
    Both: {
      Type: 'AWS::ECS::ClusterCapacityProviderAssociations',
      Properties: { Cluster: ref, CapacityProviders: ['FARGATE'], DefaultCapacityProviderStrategy: [] },
      ...more,
    },
  });

  test('must have what the strategy names', () => {
    expect(lines(named(['FARGATE']), { CapacityProviderStrategy: spot })).toEqual(
      lacks('Mine', 'FARGATE', 'FARGATE_SPOT'),
    );
    expect(lines(named(['FARGATE', 'FARGATE_SPOT']), { CapacityProviderStrategy: spot })).toEqual([]);
  });

  test('must have FARGATE without a strategy', () => {
    expect(lines(named(['Instances']), {})).toEqual(lacks('Mine', 'Instances', 'FARGATE'));
    expect(lines(named([]), {})).toEqual(lacks('Mine', 'none', 'FARGATE'));
  });

  test('may get its providers from parameters and branches', () => {
    const rest = {
      Parameters: { List: { Type: 'CommaDelimitedList', Default: 'FARGATE' } },
      Conditions: { Own: { 'Fn::Equals': [1, 1] } },
    };
    const properties = { CapacityProviderStrategy: spot, Cluster: { 'Fn::If': ['Own', ref, 'shared'] } };
    expect(lines(named({ Ref: 'List' }), properties, rest)).toEqual(lacks('Mine', 'FARGATE', 'FARGATE_SPOT'));
  });

  test('may get its providers from its association', () => {
    expect(lines({ Mine: MINE, ...association() }, { CapacityProviderStrategy: spot })).toEqual(
      lacks('Both', 'FARGATE', 'FARGATE_SPOT'),
    );
  });

  test('is not checked if its providers are not known', () => {
    const Conditions = { Later: { 'Fn::Equals': [{ Ref: 'AWS::StackName' }, 'x'] } };
    const CapacityProviderStrategy = spot;
    expect(lines(named({ 'Fn::ImportValue': 'x' }), { CapacityProviderStrategy })).toEqual([]);
    expect(
      lines({ Mine: MINE, ...association({ Condition: 'Later' }) }, { CapacityProviderStrategy }, { Conditions }),
    ).toEqual([]);
    const Cluster = { 'Fn::If': ['Later', ref, 'shared'] };
    expect(lines(named(['FARGATE']), { CapacityProviderStrategy, Cluster }, { Conditions })).toEqual([]);
  });
});
