import { expand } from '../../../../handlers/macro/expand';
import type { JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource, service } from '../fixtures';

const NONE = { Ref: 'AWS::NoValue' };
const isGiven = (name: string): JsonObject => ({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: name }, ''] }] });

/** What people write for a value that may be left out: a parameter that is empty by default, and a condition on it. */
const OPTIONAL: JsonObject = {
  Parameters: {
    Name: { Type: 'String', Default: '' },
    Count: { Type: 'Number', Default: 0 },
    List: { Type: 'CommaDelimitedList', Default: '' },
  },
  Conditions: {
    HasName: isGiven('Name'),
    HasCount: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Count' }, 0] }] },
    HasList: { 'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Join': ['', { Ref: 'List' }] }, ''] }] },
  },
};
const optional = (condition: string, name: string, otherwise: JsonObject | string | number = NONE): JsonObject => ({
  'Fn::If': [condition, { Ref: name }, otherwise],
});

test.each<[string, JsonObject]>([
  ['ServiceName', { ServiceName: optional('HasName', 'Name') }],
  ['Cluster', { Cluster: optional('HasName', 'Name') }],
  ['HealthCheckPath', { HealthCheckPath: optional('HasName', 'Name') }],
  ['LogRetentionInDays', { LogRetentionInDays: optional('HasCount', 'Count') }],
  ['AllowedCidrs', { AllowedCidrs: optional('HasList', 'List') }],
  ['Paths', { Paths: optional('HasList', 'List') }],
  ['an item of Hosts', { Hosts: ['a.example.com', optional('HasName', 'Name')] }],
  ['Priority', { Priority: optional('HasCount', 'Count') }],
  ['MaxTaskCount', { ScalingTarget: { MaxTaskCount: optional('HasCount', 'Count', 10) } }],
  ['ContainerPort', { PrimaryContainer: { ContainerPort: optional('HasCount', 'Count', 80) } }],
  ['CpuArchitecture', { CpuArchitecture: optional('HasName', 'Name', 'X86_64') }],
  ['Image', { Image: optional('HasName', 'Name', 'nginx') }],
  ['InfrastructureRoleArn', { InfrastructureRoleArn: optional('HasName', 'Name') }],
  ['a list with an item', { Hosts: { 'Fn::If': ['HasName', [{ Ref: 'Name' }], NONE] } }],
  ['a text around it', { HealthCheckPath: { 'Fn::If': ['HasName', { 'Fn::Sub': `\${Name}/health` }, '/'] } }],
  ['an Fn::If inside the branch', { Cluster: { 'Fn::If': ['HasName', optional('HasCount', 'Name', 'x'), 'y'] } }],
])('A parameter may be empty in a branch that is not taken: %s', (_, properties) => {
  expect(findingsOf(service(properties, OPTIONAL))).toEqual([]);
});

test('A parameter that is in use must have a valid value', () => {
  const input = service({ ServiceName: { 'Fn::If': ['HasName', NONE, { Ref: 'Name' }] } }, OPTIONAL);
  expect(findingsOf(input)).toEqual([
    'Resources.Web.Properties.ServiceName.Fn::If.2: is "" but must be at most 255 letters, digits, hyphens and underscores',
  ]);
});

test('If it is not known which branch is taken, both are checked', () => {
  const { Parameters, Conditions } = OPTIONAL as { Parameters: JsonObject; Conditions: JsonObject };
  const input = service(
    { ServiceName: { 'Fn::If': ['Hidden', { Ref: 'Name' }, 'shop'] } },
    {
      Parameters: { ...Parameters, Secret: { Type: 'String', NoEcho: true } },
      Conditions: { ...Conditions, Hidden: { 'Fn::Equals': [{ Ref: 'Secret' }, 'x'] } },
    },
  );
  expect(findingsOf(input)).toHaveLength(1);
});

test('A wrong literal gives a finding even where it is not in use', () => {
  const inside = (value: JsonObject | string) => ({ 'Fn::If': ['HasName', value, NONE] });
  const properties = {
    HealthCheckPath: inside('health'),
    Cluster: inside({ 'Fn::If': ['HasCount', 'no cluster', 'shop'] }),
    Paths: inside({ 'Fn::Join': ['', ['/a', '/b']] }),
  };
  expect(findingsOf(service(properties, OPTIONAL))).toEqual([
    'Resources.Web.Properties.HealthCheckPath.Fn::If.1: is "health" but must be a path that begins with "/" and has at most 1,024 characters',
    expect.stringMatching(/Cluster\.Fn::If\.1\.Fn::If\.1: is "no cluster"/),
    expect.stringMatching(/Paths\.Fn::If\.1: must be a list, but Fn::Join gives a string/),
  ]);
});

/** A service that is not there yet, because the parameter that its condition asks for is empty. */
function later(properties: JsonObject, resources: JsonObject = {}) {
  const input = service(properties, OPTIONAL);
  const fragment = input.fragment as { Resources: JsonObject };
  const Web = { ...(fragment.Resources.Web as JsonObject), Condition: 'HasName' };
  return { ...input, fragment: { ...fragment, Resources: { Web, ...resources } } };
}

describe('A block whose condition does not hold', () => {
  test('may lack its image', () => {
    const template = expanded(later({ Image: { Ref: 'Name' } }));
    expect(resource(template, 'Web').Condition).toBe('HasName');
    const { ContainerDefinitions } = resource(template, 'WebTaskDefinition').Properties;
    expect(ContainerDefinitions).toMatchObject([{ Image: { Ref: 'Name' } }]);
  });

  test.each<[string, JsonObject]>([
    ['a required text by an Fn::If', { Image: optional('HasName', 'Name') }],
    ['a number', { ContainerPort: { Ref: 'Count' } }],
    ['a list', { Hosts: { Ref: 'List' } }],
    ['what decides', { Deployment: { Strategy: { Ref: 'Name' } }, EnableExecuteCommand: { Ref: 'Name' } }],
    ['what is required and decides', { CapacityProviderStrategy: [{ CapacityProvider: { Ref: 'Name' }, Weight: 1 }] }],
    [
      'names that belong together',
      {
        Volumes: [{ Name: { Ref: 'Name' } }],
        MountPoints: [{ SourceVolume: { Ref: 'Name' }, ContainerPath: '/data' }],
        Sidecars: [{ Name: { Ref: 'Name' }, Image: { Ref: 'Name' } }],
        DependsOn: [{ ContainerName: { Ref: 'Name' } }],
      },
    ],
    ['an object', { ScalingTarget: { Ref: 'Name' } }],
    ['variables', { Environment: [{ Name: { Ref: 'Name' }, Value: 'x' }, { Ref: 'Name' }] }],
    ['what does not go together', { Cpu: { Ref: 'Name' }, Memory: '512' }],
    ['what belongs to another strategy', { Deployment: { Strategy: { Ref: 'Name' }, LinearConfiguration: {} } }],
    ['too many values', { Hosts: ['a.com', 'b.com', 'c.com'], Paths: { 'Fn::Split': [',', '/a,/b,/c'] } }],
  ])('is not held to what parameters hold: %s', (_, properties) => {
    const template = expanded(later(properties));
    const made = Object.values(template.Resources as JsonObject) as JsonObject[];
    expect(made.length).toBeGreaterThan(8);
    expect(made.every(({ Condition }) => Condition === 'HasName')).toBe(true);
  });

  test('may lack its policies', () => {
    const input = later({ Image: { Ref: 'Name' } });
    const Web = (input.fragment.Resources as JsonObject).Web as JsonObject;
    const Resources = { Web: { ...Web, DeletionPolicy: { Ref: 'Name' } } };
    expect(findingsOf({ ...input, fragment: { ...input.fragment, Resources } })).toEqual([]);
  });

  test('still gets findings for wrong literals and for properties that do not exist', () => {
    const findings = findingsOf(later({ Image: { Ref: 'Name' }, ContainerPort: 0, ContainerProt: { Ref: 'Count' } }));
    expect(findings).toHaveLength(2);
    expect(findings[0]).toMatch(/ContainerProt: is not a property/);
    expect(findings[1]).toMatch(/ContainerPort: is 0 but must be/);
  });

  test('is checked like any other once the condition holds', () => {
    const input = later({ Image: { Ref: 'Name' }, ContainerPort: { Ref: 'Count' } });
    const given = expand({ ...input, templateParameterValues: { Name: 'nginx' } });
    expect(given).toMatchObject({ ok: false, findings: [{ path: 'Resources.Web.Properties.ContainerPort' }] });
  });
});
