import { type ExpandInput, expand } from '../../../handlers/macro/expand';
import { CERTAIN_PARTS, logicalId } from '../../../handlers/macro/names';
import { type JsonObject, member } from '../../../handlers/template-language/json';
import { expanded, findingsOf, fixturesOf, readFixture, resource, service } from './fixtures';

/** Logical ids of the resources that differ between two expansions. */
function changed(before: ExpandInput, after: ExpandInput): string[] {
  const [old, young] = [before, after].map((input) => expanded(input).Resources as JsonObject);
  const ids = new Set([...Object.keys(old ?? {}), ...Object.keys(young ?? {})]);
  return [...ids].filter((id) => JSON.stringify(old?.[id]) !== JSON.stringify(young?.[id])).sort();
}

describe('An expansion is pure', () => {
  test.each(fixturesOf('valid'))('%s gives the same bytes twice, and the input is not changed', (name) => {
    const input = readFixture('valid', name);
    const before = JSON.stringify(input);
    expect(JSON.stringify(expand(input))).toBe(JSON.stringify(expand(input)));
    expect(JSON.stringify(input)).toBe(before);
  });

  test('It does not depend on the account or the region', () => {
    const input = service({ Secrets: { A: 'a' } });
    const elsewhere = { ...input, region: 'cn-north-1', accountId: '210987654321' };
    expect(JSON.stringify(expanded(elsewhere))).toBe(JSON.stringify(expanded(input)));
  });

  test('A frozen template can be expanded', () => {
    const freeze = (value: unknown): void => {
      if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
    };
    const input = readFixture('valid', 'references');
    freeze(input);
    expect(expand(input).ok).toBe(true);
  });

  test('The processed template shares no object with the input that a change would reach', () => {
    const input = service({ Environment: { A: 'a' } });
    const before = JSON.stringify(input);
    resource(expanded(input), 'Web').Properties.ServiceName = 'changed';
    expect(JSON.stringify(input)).toBe(before);
  });
});

describe('An update replaces nothing that carries traffic', () => {
  const before = service({});
  test.each<[string, JsonObject, string[]]>([
    ['image', { Image: 'nginx:2' }, ['WebTaskDefinition']],
    ['port', { ContainerPort: 8080 }, ['Web', 'WebIngress', 'WebTaskDefinition']],
    ['environment', { Environment: { A: 'b' } }, ['WebTaskDefinition']],
    ['size', { Cpu: 512, Memory: 1024 }, ['WebTaskDefinition']],
    ['health check', { HealthCheckPath: '/health' }, ['WebBlue', 'WebGreen']],
    ['task count', { ScalingTarget: { MinTaskCount: 2 } }, ['WebScalableTarget']],
    [
      'metric',
      { ScalingTarget: { AutoScalingMetric: 'REQUEST_COUNT_PER_TARGET' } },
      ['WebScalingPolicy', 'WebScalingPolicyRequestCount'],
    ],
    ['task role', { TaskRoleArn: 'arn:aws:iam::123456789012:role/r' }, ['WebTaskDefinition']],
    ['infrastructure role', { InfrastructureRoleArn: 'arn:aws:iam::123456789012:role/r' }, ['Web']],
    ['security groups', { NetworkConfiguration: { SecurityGroups: ['sg-1'] } }, ['Web']],
    ['secrets', { Secrets: { A: 'a' } }, ['WebExecutionRole', 'WebTaskDefinition']],
    ['refresh', { Gateway: { Refresh: '2' } }, ['WebGateway', 'WebRoute', 'WebTraffic']],
    ['host', { Hosts: ['a.example.com'] }, ['WebRoute', 'WebTraffic']],
  ])('A changed %s changes only what it must', (_, properties, ids) => {
    expect(changed(before, service(properties))).toEqual(ids);
  });

  /** Properties that CloudFormation cannot change in place (createOnlyProperties of the resource schemas). */
  const CREATE_ONLY: [string, string[]][] = [
    ['Web', ['Cluster', 'Role', 'SchedulingStrategy', 'ServiceName', 'LaunchType']],
    ['WebBlue', ['TargetType', 'ProtocolVersion', 'Port', 'Name', 'VpcId', 'Protocol', 'IpAddressType']],
    ['WebGreen', ['TargetType', 'ProtocolVersion', 'Port', 'Name', 'VpcId', 'Protocol', 'IpAddressType']],
    ['WebSecurityGroup', ['GroupDescription', 'GroupName', 'VpcId']],
    ['WebScalableTarget', ['ResourceId', 'ScalableDimension', 'ServiceNamespace']],
    ['WebLogGroup', ['LogGroupName']],
  ];
  const other = service({
    Image: 'nginx:2',
    ContainerPort: '8080',
    Cpu: 1024,
    Memory: 2048,
    HealthCheckPath: '/h',
    Tags: [{ Key: 'a', Value: 'b' }],
    Environment: { A: 'b' },
    Secrets: { B: 'b' },
    ScalingTarget: { AutoScalingMetric: 'AVERAGE_MEMORY', MaxTaskCount: 3 },
    TaskRoleArn: 'arn:aws:iam::123456789012:role/r',
    InfrastructureRoleArn: 'arn:aws:iam::123456789012:role/r',
    NetworkConfiguration: { SecurityGroups: ['sg-1'] },
  });
  test.each(CREATE_ONLY)('%s keeps what cannot be changed in place', (id, names) => {
    for (const name of names) {
      const [one, two] = [before, other].map((input) => resource(expanded(input), id).Properties[name]);
      expect([name, JSON.stringify(two)]).toEqual([name, JSON.stringify(one)]);
    }
  });
});

describe('Input that is not a valid template', () => {
  const surroundings = { region: 'eu-west-1', accountId: '123456789012' };
  test.each<[string, unknown, string]>([
    ['nothing', undefined, ': a template must be an object with Resources, not null'],
    ['a text', 'Resources', ': a template must be an object with Resources, not a string'],
    ['a list', [], ': a template must be an object with Resources, not a list'],
    ['no resources', {}, 'Resources: is missing; a template needs at least one resource'],
    ['resources in a list', { Resources: [] }, 'Resources: must be an object, not a list'],
  ])('is refused with the reason: %s', (_, fragment, line) => {
    expect(findingsOf({ fragment, ...surroundings })).toEqual([line]);
  });

  test('is refused with the reason: endless nesting', () => {
    let deep: unknown = [];
    for (let i = 0; i < 50_000; i++) deep = [deep];
    const fragment = { Resources: { Web: { Type: 'Express::Service', Properties: { Command: deep } } } };
    expect(findingsOf({ fragment, ...surroundings })).toEqual([': is nested more than 200 levels deep']);
  });
});

describe('An output is one string', () => {
  const ARNS = { 'Fn::GetAtt': ['Web', 'ECSManagedResourceArns.IngressPath.TargetGroupArns'] };
  const WRONG = 'Outputs.T.Value: is a list, but an output is a string; take one item with Fn::Select, or use Fn::Join';
  test.each<[string, JsonObject | string[]]>([
    ['an attribute that is a list', ARNS],
    ['an attribute that is a list, in a branch of Fn::If', { 'Fn::If': ['C', 'none', ARNS] }],
    ['a list written out', ['a']],
  ])('%s is refused', (_, Value) => {
    const Conditions = { C: { 'Fn::Equals': ['a', { Ref: 'AWS::Region' }] } };
    expect(findingsOf(service({}, { Conditions, Outputs: { T: { Value } } }))).toEqual([WRONG]);
  });

  test.each<JsonObject>([{ 'Fn::Join': [',', ARNS] }, { 'Fn::Select': [0, ARNS] }])('%j is accepted', (Value) => {
    expect(findingsOf(service({}, { Outputs: { T: { Value } } }))).toEqual([]);
  });
});

test('A resource with the name of a parameter is refused, whether it is a block or not', () => {
  const Parameters = { Web: { Type: 'String' }, Topic: { Type: 'String' }, Image: { Type: 'String' } };
  const Resources = { Topic: { Type: 'AWS::SNS::Topic' } };
  expect(findingsOf(service({}, { Parameters, Resources }))).toEqual([
    'Resources.Web: is also the name of a parameter; rename one of them',
    'Resources.Topic: is also the name of a parameter; rename one of them',
  ]);
});

test('Resources whose type comes from a transform are left to CloudFormation', () => {
  const include = { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/part.yaml' } };
  const rest = { Resources: { Included: { 'Fn::Transform': include }, 'Fn::Transform': include } };
  const template = expanded(service({}, rest));
  expect(template.Resources).toMatchObject(rest.Resources);
});

test('Every block has the parts that a block that cannot be read is assumed to have', () => {
  for (const name of fixturesOf('valid')) {
    const input = readFixture('valid', name);
    const resources = Object.keys(expanded(input).Resources as JsonObject);
    const before = (input.fragment as { Resources: JsonObject }).Resources;
    const blocks = Object.keys(before).filter((id) => member(before[id], 'Type') === 'Express::Service');
    const certain = blocks.flatMap((id) => CERTAIN_PARTS.map((part) => logicalId({ id }, part)));
    expect(resources).toEqual(expect.arrayContaining(certain));
  }
});

test('A template without a block keeps everything but the name of the macro', () => {
  const Resources = { Topic: { Type: 'AWS::SNS::Topic' } };
  const surroundings = { region: 'eu-west-1', accountId: '123456789012' };
  const left = (Transform: unknown) => {
    const result = expand({ fragment: { Transform, Resources }, ...surroundings });
    return result.ok ? [result.blocks, result.template.Transform] : result.findings;
  };
  expect(left('Express')).toEqual([0, undefined]);
  expect(left(['Express'])).toEqual([0, undefined]);
  expect(left(['AWS::Include', 'Express'])).toEqual([0, ['AWS::Include']]);
  expect(left('AWS::Include')).toEqual([0, 'AWS::Include']);
  const include = { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/part' } };
  expect(left({ Name: 'Express' })).toEqual([0, undefined]);
  expect(left([include, { Name: 'Express' }])).toEqual([0, [include]]);
  expect(left(include)).toEqual([0, include]);
});

describe('A condition on AWS::Partition', () => {
  const metric = { 'Fn::If': ['There', 'AVERAGE_MEMORY', 'AVERAGE_CPU'] };
  /** Whether the condition that the partition has a name holds in a region: then the service follows its memory. */
  function holds(name: string, region: string, partition?: string): boolean {
    const Conditions = { There: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, name] } };
    const input = service({ ScalingTarget: { AutoScalingMetric: metric } }, { Conditions });
    return Object.hasOwn(Object(expanded({ ...input, region, partition }).Resources), 'WebScalingPolicyAverageMemory');
  }

  test.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-south-1', 'aws-iso-f'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('holds in %s for %s and for no other partition', (region, expected) => {
    const names = ['aws', 'aws-cn', 'aws-eusc', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-us-gov'];
    expect(names.filter((name) => holds(name, region))).toEqual([expected]);
  });

  test('goes by the partition that the caller names, whatever the region is', () => {
    expect(holds('aws-cn', 'eu-west-1', 'aws-cn')).toBe(true);
    expect(holds('aws', 'eu-west-1', 'aws-cn')).toBe(false);
  });
});

test.each([
  ['eu-west-1', undefined, 'aws'],
  ['cn-north-1', undefined, 'aws-cn'],
  ['us-gov-west-1', undefined, 'aws-us-gov'],
  ['eu-west-1', 'aws-cn', 'aws-cn'],
])('In %s with partition %s, a mapping by AWS::Partition is read for %s', (region, partition, expected) => {
  const Mappings = Object.fromEntries(
    ['aws', 'aws-cn', 'aws-us-gov'].map((name, index) => [
      name,
      { metric: { is: index === 0 ? 'AVERAGE_CPU' : name } },
    ]),
  );
  const metric = { 'Fn::FindInMap': [{ Ref: 'AWS::Partition' }, 'metric', 'is'] };
  const input = service({ ScalingTarget: { AutoScalingMetric: metric } }, { Mappings });
  const [line] = findingsOf({ ...input, region, ...(partition === undefined ? {} : { partition }) });
  if (expected === 'aws') expect(line).toBeUndefined();
  else expect(line).toContain(`is "${expected}" but must be one of`);
});

test('The result says how many blocks the template had', () => {
  const result = expand(readFixture('valid', 'references'));
  expect(result).toMatchObject({ ok: true, blocks: 2, warnings: [] });
});

describe("A template that exceeds CloudFormation's limits", () => {
  const services = (count: number, properties: JsonObject = {}): ExpandInput =>
    service(
      {},
      {
        Resources: Object.fromEntries(
          Array.from({ length: count - 1 }, (_, index) => [
            `S${index}`,
            { Type: 'Express::Service', Properties: { Image: 'nginx', ...properties } },
          ]),
        ),
      },
    );

  test('is refused, with the number, when it has more than 500 resources', () => {
    expect(findingsOf(services(38))).toEqual([]);
    expect(findingsOf(services(39))).toEqual([
      'Resources: 39 services make this a template of 507 resources, but CloudFormation allows 500; split it into several stacks',
    ]);
  });

  test.each(['Parameters', 'Outputs', 'Mappings'])(
    'is refused, with the number, when it has more than 200 %s',
    (section) => {
      const some = (count: number) => ({
        [section]: Object.fromEntries(Array.from({ length: count }, (_, index) => [`N${index}`, { Value: 'x' }])),
      });
      expect(findingsOf(service({}, some(200)))).toEqual([]);
      expect(findingsOf(service({}, some(201)))).toEqual([
        `${section}: are 201, but CloudFormation allows 200; split the template`,
      ]);
    },
  );

  test('is refused, with its size, when it is larger than 1 MB', () => {
    const [line = ''] = findingsOf(services(38, { Command: ['ä'.repeat(15_000)] }));
    expect(line).toMatch(/^: the processed template has 1\d{6} bytes, but CloudFormation allows 1000000; split/);
  });
});
