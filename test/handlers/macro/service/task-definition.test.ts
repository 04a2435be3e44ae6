import type { Json, JsonObject } from '../../../../handlers/macro/json';
import { expanded, findingsOf, resource, service } from '../fixtures';

/** A service with a task definition of the template whose container Main has these port mappings. */
const own = (PortMappings: Json, properties: JsonObject = {}, Name: Json = 'Main') =>
  service(
    { Image: { Ref: 'AWS::NoValue' }, TaskDefinitionArn: { Ref: 'Task' }, ...properties },
    {
      Parameters: { Name: { Type: 'String', Default: 'Main' }, Hidden: { Type: 'String', NoEcho: true, Default: 'x' } },
      Resources: {
        Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [{ Name, PortMappings }] } },
      },
    },
  );
const port = (input: ReturnType<typeof own>): Json => {
  const template = expanded(input);
  const [balancer] = resource(template, 'Web').Properties.LoadBalancers as JsonObject[];
  expect(resource(template, 'WebIngress').Properties.FromPort).toEqual(balancer?.ContainerPort);
  return balancer?.ContainerPort ?? null;
};

test.each<[string, ReturnType<typeof own>, Json]>([
  ['the only port that it maps', own([{ ContainerPort: 8080 }]), 8080],
  ['a port written as text', own([{ ContainerPort: '8080' }]), 8080],
  ['a port known later', own([{ ContainerPort: { Ref: 'Port' } }]), { Ref: 'Port' }],
  [
    'the one of several that the block names',
    own([{ ContainerPort: 1 }, { ContainerPort: 2 }], { ContainerPort: 2 }),
    2,
  ],
  ['the port of a container named by a parameter', own([{ ContainerPort: 3 }], {}, { Ref: 'Name' }), 3],
  ['what the block says where mappings are a function', own({ Ref: 'X' }, { ContainerPort: 5 }), 5],
  ['80 where the name of the container is a secret', own([{ ContainerPort: 3 }], {}, { Ref: 'Hidden' }), 80],
])('A task definition of the template is asked for %s', (_, input, expected) => {
  expect(port(input)).toEqual(expected);
});

test.each<[string, Json]>([
  ['of another stack', { 'Fn::ImportValue': 'task' }],
  ['by its ARN', 'arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3'],
  ['by family and revision', 'web:3'],
])('A task definition %s takes the place of everything that describes a task', (_, arn) => {
  const template = expanded(service({ Image: { Ref: 'AWS::NoValue' }, TaskDefinitionArn: arn, ContainerPort: 3000 }));
  expect(resource(template, 'Web').Properties.TaskDefinition).toEqual(arn);
  for (const part of ['TaskDefinition', 'LogGroup', 'ExecutionRole', 'TaskRole']) {
    expect(template.Resources).not.toHaveProperty(`Web${part}`);
  }
});

test('ECS Exec is switched on with it, and the task role is that of the definition', () => {
  const template = expanded(
    service({ Image: { Ref: 'AWS::NoValue' }, TaskDefinitionArn: 'web:3', EnableExecuteCommand: true }),
  );
  expect(resource(template, 'Web').Properties.EnableExecuteCommand).toBe(true);
  expect(template.Resources).not.toHaveProperty('WebTaskRole');
});

test.each(['PrimaryContainer', 'Command', 'Environment', 'Secrets', 'Cpu', 'CpuArchitecture', 'Sidecars', 'Volumes'])(
  'Nobody can say %s beside it',
  (name) => {
    const value = ['Cpu', 'CpuArchitecture'].includes(name)
      ? name === 'Cpu'
        ? 256
        : 'ARM64'
      : name === 'PrimaryContainer'
        ? {}
        : [];
    const given = name === 'Environment' || name === 'Secrets' ? {} : value;
    const lines = findingsOf(service({ Image: { Ref: 'AWS::NoValue' }, TaskDefinitionArn: 'web:3', [name]: given }));
    expect(lines).toContain(
      `Resources.Web.Properties.${name}: cannot be given with TaskDefinitionArn, whose task definition settles it`,
    );
  },
);

test('What may be there or not is settled by its condition, and refused where that is unknown', () => {
  const input = (value: string): ReturnType<typeof service> =>
    service(
      {
        TaskDefinitionArn: { 'Fn::If': ['Own', 'web:3', { Ref: 'AWS::NoValue' }] },
        ...(value === 'own' ? { Image: { Ref: 'AWS::NoValue' } } : {}),
      },
      {
        Parameters: { Kind: { Type: 'String', Default: value }, Hidden: { Type: 'String', NoEcho: true } },
        Conditions: { Own: { 'Fn::Equals': [{ Ref: value === 'hidden' ? 'Hidden' : 'Kind' }, 'own'] } },
      },
    );
  expect(expanded(input('own')).Resources).not.toHaveProperty('WebTaskDefinition');
  expect(expanded(input('other')).Resources).toHaveProperty('WebTaskDefinition');
  expect(findingsOf(input('hidden'))[0]).toMatch(/TaskDefinitionArn: decides what is generated.*Hidden is NoEcho/);
});

test('One condition can choose between a task definition and a container, each absent where the other is', () => {
  const none = { Ref: 'AWS::NoValue' };
  const choose = (kind: string) =>
    expanded(
      service(
        {
          TaskDefinitionArn: { 'Fn::If': ['Own', 'web:3', none] },
          Image: { 'Fn::If': ['Own', none, 'nginx'] },
          Cpu: { 'Fn::If': ['Own', none, '512'] },
          Memory: { 'Fn::If': ['Own', none, '1024'] },
        },
        { Conditions: { Own: { 'Fn::Equals': [kind, 'own'] } } },
      ),
    );
  expect(resource(choose('own'), 'Web').Properties.TaskDefinition).toBe('web:3');
  expect(resource(choose('other'), 'WebTaskDefinition').Properties.ContainerDefinitions).toMatchObject([
    { Image: 'nginx' },
  ]);
});

test('What is required may not be left out by a condition that nobody can tell', () => {
  const [line] = findingsOf(
    service(
      { Image: { 'Fn::If': ['Hidden', 'nginx', { Ref: 'AWS::NoValue' }] } },
      {
        Parameters: { Secret: { Type: 'String', NoEcho: true } },
        Conditions: { Hidden: { 'Fn::Equals': [{ Ref: 'Secret' }, 'x'] } },
      },
    ),
  );
  expect(line).toBe(
    'Resources.Web.Properties.Image: is required, so no branch of its Fn::If can be AWS::NoValue while parameter Secret is NoEcho',
  );
});

test('A property given as AWS::NoValue in one place is given in the other', () => {
  const template = expanded(service({ Image: { Ref: 'AWS::NoValue' }, PrimaryContainer: { Image: 'httpd' } }));
  expect(resource(template, 'WebTaskDefinition').Properties.ContainerDefinitions).toMatchObject([{ Image: 'httpd' }]);
});
