import { expand } from '../../../../handlers/macro/expand';
import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource } from '../fixtures';
import { looped, surroundings } from './support';

const equals = { 'Fn::Equals': [{ Ref: 'AWS::StackName' }, 'x'] };
const loopOfConditions: JsonObject = { 'Fn::ForEach::Stages': ['Stage', ['Prod'], { 'Is${Stage}': equals }] };
const web = (block: JsonObject, Conditions: JsonObject = {}) => ({
  fragment: { Conditions, Resources: { Web: { Type: 'Express::Service', ...block } } },
  ...surroundings,
});

describe('Conditions that a loop makes', () => {
  test.each<[string, JsonObject]>([
    ['stands under', { Condition: 'IsProd', Properties: { Image: 'nginx' } }],
    ['asks for', { Properties: { Image: { 'Fn::If': ['IsProd', 'nginx:1', 'nginx:2'] } } }],
    ['asks for in a list', { Properties: { Image: 'nginx', Command: ['a', { 'Fn::If': ['IsProd', 'b', 'c'] }] } }],
  ])('are there for a service that %s one', (_, block) => {
    expect(expanded(web(block, loopOfConditions)).Conditions).toEqual({ IsProd: equals });
  });

  test('are left to CloudFormation when no service needs them', () => {
    const Conditions = { Own: equals, ...loopOfConditions };
    const block = { Condition: 'Own', Properties: { Image: { 'Fn::If': ['Own', 'nginx:1', 'nginx:2'] } } };
    expect(expanded(web(block, Conditions)).Conditions).toEqual(Conditions);
  });
});

describe('A loop beside a service', () => {
  const loop = (type: string): JsonObject => ({
    'Fn::ForEach::Zones': ['Zone', ['A', 'B'], { 'In${Zone}': { Type: type, Properties: { Zone: { Ref: 'Zone' } } } }],
  });
  const place = {
    NetworkConfiguration: { Subnets: ['subnet-1', 'subnet-2'] },
    Cluster: { 'Fn::Sub': `\${InA}` },
    Volumes: [{ Name: 'data', EFSVolumeConfiguration: { FilesystemId: 'fs-1' } }],
  };
  const beside = (type: string) => {
    const Web = { Type: 'Express::Service', Properties: { Image: 'nginx', ...place } };
    return expanded({ fragment: { Resources: { ...loop(type), Web } }, ...surroundings });
  };

  test.each([
    'AWS::EC2::Route',
    'AWS::EC2::SubnetRouteTableAssociation',
    'AWS::EC2::VPCGatewayAttachment',
    'AWS::EC2::NatGateway',
    'AWS::ECS::ClusterCapacityProviderAssociations',
    'AWS::EFS::MountTarget',
  ])('that makes %s is expanded, so that the service waits for it', (type) => {
    expect(resource(beside(type), 'Web').DependsOn).toEqual(expect.arrayContaining(['InA', 'InB']));
  });

  test('that makes its cluster is expanded, so that the cluster gets its capacity', () => {
    expect(resource(beside('AWS::ECS::Cluster'), 'Web').DependsOn).toContain('InACapacityProviders');
  });

  test('that makes what the service depends on, from what only CloudFormation knows, stays, with a warning', () => {
    const Web = { Type: 'Express::Service', Properties: { Image: 'nginx' } };
    const Zones: JsonObject = {
      'Fn::ForEach::Zones': ['Zone', { 'Fn::GetAZs': '' }, { 'In&{Zone}': { Type: 'AWS::EC2::Route' } }],
    };
    const result = expand({ fragment: { Resources: { ...Zones, Web } }, ...surroundings });
    if (!result.ok) throw new Error('refused');
    expect(result.template.Resources).toMatchObject(Zones);
    expect(result.warnings).toEqual([
      {
        path: 'Resources.Fn::ForEach::Zones',
        message: expect.stringMatching(/^makes what services may depend on, but they do not wait for it, because /),
      },
    ]);
  });

  test('that makes anything else is left to CloudFormation', () => {
    expect(beside('AWS::EC2::Subnet').Resources).toMatchObject(loop('AWS::EC2::Subnet'));
  });
});

test('A loop among the properties of a service is expanded', () => {
  const Environment = {
    A: 'a',
    'Fn::ForEach::Variables': ['Variable', ['B', 'C'], { '${Variable}': { Ref: 'Variable' } }],
  };
  const template = expanded(web({ Properties: { Image: 'nginx', Environment } }));
  const [container] = resource(template, 'WebTaskDefinition').Properties.ContainerDefinitions as JsonObject[];
  expect(container?.Environment).toEqual([
    { Name: 'A', Value: 'a' },
    { Name: 'B', Value: 'B' },
    { Name: 'C', Value: 'C' },
  ]);
});

test('A service whose type comes from a loop is expanded', () => {
  const made = { Type: { Ref: 'Kind' }, Properties: { Image: 'nginx' } };
  const Resources: JsonObject = { 'Fn::ForEach::Kinds': ['Kind', ['Express::Service'], { 'Of&{Kind}': made }] };
  expect(expanded({ fragment: { Resources }, ...surroundings }).Resources).toHaveProperty('OfExpressServiceRoute');
});

test('A misspelt service in a loop gives a finding that names it', () => {
  const Resources: JsonObject = {
    'Fn::ForEach::Services': ['Name', ['A', 'B'], { '${Name}': { Type: 'Express::Servise' } }],
  };
  expect(findingsOf({ fragment: { Resources }, ...surroundings })).toEqual([
    `Resources.Fn::ForEach::Services.2.\${Name}.Type: Express::Servise is not a type of this macro; did you mean Express::Service? (Name=A, Name=B)`,
  ]);
});

describe('A reference to a service by a name', () => {
  const output = (Value: Json, rest: JsonObject = {}) =>
    looped(['Api', 'Web'], {}, { ...rest, Outputs: { Url: { Value } } });

  test('that a parameter or a mapping gives is resolved', () => {
    const Parameters = { Which: { Type: 'String', Default: 'Web' } };
    const Mappings = { Services: { main: { name: 'Api' } } };
    const url = (name: Json) =>
      expanded(output({ 'Fn::GetAtt': [name, 'Endpoint'] }, { Parameters, Mappings })).Outputs as JsonObject;
    expect(url({ Ref: 'Which' })).toEqual({ Url: { Value: { 'Fn::GetAtt': ['WebRoute', 'Endpoint'] } } });
    expect(url({ 'Fn::Sub': `\${Which}` })).toEqual({ Url: { Value: { 'Fn::GetAtt': ['WebRoute', 'Endpoint'] } } });
    expect(url({ 'Fn::FindInMap': ['Services', 'main', 'name'] })).toEqual({
      Url: { Value: { 'Fn::GetAtt': ['ApiRoute', 'Endpoint'] } },
    });
  });

  const hidden = (service: string) => [
    `Outputs.Url.Value: may refer to an attribute of the service ${service} by a name that only CloudFormation knows; write the name out`,
  ];
  const unknown = { Ref: 'AWS::StackName' };
  test.each<[string, Json, string[]]>([
    ['is not known', unknown, hidden('Api')],
    ['is known in part', { 'Fn::Sub': `W\${AWS::StackName}b` }, hidden('Web')],
    ['cannot be a service’s because of its start', { 'Fn::Sub': `w\${AWS::StackName}` }, []],
    ['cannot be a service’s because of its end', { 'Fn::Sub': `\${AWS::StackName}Url` }, []],
    ['cannot be a service’s because of its middle', { 'Fn::Sub': `\${AWS::StackName}x\${AWS::StackName}` }, []],
    ['cannot be a service’s because of its length', { 'Fn::Sub': `Api\${AWS::StackName}Api` }, []],
    ['a function makes', { 'Fn::Join': ['', ['We', unknown]] }, hidden('Api')],
  ])('that %s', (_, name, findings) => {
    expect(findingsOf(output({ 'Fn::GetAtt': [name, 'Endpoint'] }))).toEqual(findings);
    expect(findingsOf(output({ 'Fn::GetAtt': [name, unknown] }))).toEqual(findings);
    // Every ECS service has these by itself, or none has: CloudFormation decides.
    expect(findingsOf(output({ 'Fn::GetAtt': [name, 'Name'] }))).toEqual([]);
    expect(findingsOf(output({ 'Fn::GetAtt': [name, 'TopicArn'] }))).toEqual([]);
    expect(findingsOf(output({ Ref: name }))).toEqual([]);
  });

  test('is not looked for in values that are not references', () => {
    const malformed: Json[] = [{ 'Fn::GetAtt': [] }, { 'Fn::GetAtt': 5 }, { 'Fn::Sub': [1] }];
    for (const wrong of malformed) {
      expect(findingsOf(output(wrong))).toEqual([]);
    }
  });
});
