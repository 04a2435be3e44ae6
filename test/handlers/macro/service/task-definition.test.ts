import { expand } from '../../../../handlers/macro/expand';
import type { Json, JsonObject } from '../../../../handlers/template-language/json';
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
function port(input: ReturnType<typeof own>): Json {
  const template = expanded(input);
  const [balancer] = resource(template, 'Web').Properties.LoadBalancers as JsonObject[];
  expect(resource(template, 'WebIngress').Properties.FromPort).toEqual(balancer?.ContainerPort);
  return balancer?.ContainerPort ?? null;
}

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
])('A task definition of the template gives %s', (_, input, expected) => {
  expect(port(input)).toEqual(expected);
});

const none = { Ref: 'AWS::NoValue' };
/** Conditions that hold, that do not, and that nobody can tell; two task definitions with a port each. */
const referred = (TaskDefinitionArn: Json, containers: Json = [main(8080)], properties: JsonObject = {}) =>
  service(
    { Image: none, TaskDefinitionArn, ...properties },
    {
      Parameters: { Stage: { Type: 'String', Default: 'prod' }, Hidden: { Type: 'String', NoEcho: true } },
      Conditions: {
        Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
        Test: { 'Fn::Not': [{ Condition: 'Prod' }] },
        Unknown: { 'Fn::Equals': [{ Ref: 'Hidden' }, 'x'] },
      },
      Resources: {
        Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: containers } },
        Other: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [main(9090)] } },
      },
    },
  );
const main = (ContainerPort: Json): JsonObject => ({ Name: 'Main', PortMappings: [{ ContainerPort }] });
const [TASK, OTHER, ELSEWHERE] = [{ Ref: 'Task' }, { Ref: 'Other' }, { 'Fn::ImportValue': 'task' }];

test.each<[string, Json, Json]>([
  ['Fn::GetAtt', { 'Fn::GetAtt': ['Task', 'TaskDefinitionArn'] }, 8080],
  ['Fn::GetAtt as one text', { 'Fn::GetAtt': 'Task.TaskDefinitionArn' }, 8080],
  ['Fn::Sub', { 'Fn::Sub': `\${Task}` }, 8080],
  ['Fn::Sub of the attribute', { 'Fn::Sub': `\${Task.TaskDefinitionArn}` }, 8080],
  ['Fn::Sub with a variable of its own', { 'Fn::Sub': [`\${T}`, { T: TASK }] }, 8080],
  ['Fn::Join of it alone', { 'Fn::Join': ['', [TASK]] }, 8080],
  ['a condition that holds', { 'Fn::If': ['Prod', TASK, ELSEWHERE] }, 8080],
  ['a condition that does not hold', { 'Fn::If': ['Test', ELSEWHERE, { 'Fn::If': ['Prod', OTHER, TASK] }] }, 9090],
  ['a condition nobody can tell', { 'Fn::If': ['Unknown', TASK, OTHER] }, { 'Fn::If': ['Unknown', 8080, 9090] }],
  ['one that changes nothing', { 'Fn::If': ['Unknown', TASK, { 'Fn::Sub': `\${Task}` }] }, 8080],
])('A task definition of the template is found by %s', (_, arn, expected) => {
  expect(port(referred(arn))).toEqual(expected);
});

test.each<[string, Json]>([
  ['a container', [{ 'Fn::If': ['Test', none, main(8080)] }, { 'Fn::If': ['Test', { Name: 'side' }, none] }]],
  ['all of the containers', { 'Fn::If': ['Prod', [main(8080)], []] }],
  ['the port mappings', [{ Name: 'Main', PortMappings: { 'Fn::If': ['Prod', [{ ContainerPort: 8080 }], none] } }]],
  [
    'a port mapping',
    [{ Name: 'Main', PortMappings: [{ 'Fn::If': ['Test', { ContainerPort: 1 }, none] }, { ContainerPort: 8080 }] }],
  ],
])('A known condition decides %s of a task definition', (_, containers) => {
  expect(port(referred(TASK, containers))).toBe(8080);
});

test('A task definition without a usable container Main is refused however it is referred to', () => {
  const place = 'Resources.Web.Properties.TaskDefinitionArn';
  const noMain = [{ 'Fn::If': ['Prod', { Name: 'side' }, none] }];
  const forms: Json[] = [{ 'Fn::GetAtt': ['Task', 'TaskDefinitionArn'] }, { 'Fn::If': ['Unknown', TASK, OTHER] }];
  for (const arn of forms) {
    expect(findingsOf(referred(arn, noMain))).toEqual([
      `${place}: Task has no container named Main, the one that answers requests`,
    ]);
  }
  expect(findingsOf(referred({ 'Fn::Sub': `\${Task}` }, [main(8080)], { ContainerPort: 80 }))).toEqual([
    `${place}: container Main of Task maps no port 80`,
  ]);
});

function warningsOf(input: ReturnType<typeof own>): string[] {
  const result = expand(input);
  return result.ok ? result.warnings.map(({ path, message }) => `${path}: ${message}`) : ['refused'];
}

test('If the port of a task definition is not known, 80 is assumed, with a warning', () => {
  const line =
    'Resources.Web.Properties.TaskDefinitionArn: does not say which port its container Main maps, so 80 is assumed; set ContainerPort';
  const unsure = [{ 'Fn::If': ['Unknown', main(8080), { Name: 'side' }] }];
  for (const input of [
    referred('web:3'),
    referred({ 'Fn::If': ['Unknown', TASK, ELSEWHERE] }),
    referred(TASK, unsure),
  ]) {
    expect(port(input)).toBe(80);
    expect(warningsOf(input)).toEqual([line]);
  }
  expect(warningsOf(referred('web:3', [], { ContainerPort: 80 }))).toEqual([]);
  expect(warningsOf(referred(TASK))).toEqual([]);
});

test.each<[string, Json]>([
  ['of another stack', { 'Fn::ImportValue': 'task' }],
  ['by its ARN', 'arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3'],
  ['by family and revision', 'web:3'],
])('A task definition %s replaces everything that describes a task', (_, arn) => {
  const template = expanded(service({ Image: { Ref: 'AWS::NoValue' }, TaskDefinitionArn: arn, ContainerPort: 3000 }));
  expect(resource(template, 'Web').Properties.TaskDefinition).toEqual(arn);
  for (const part of ['TaskDefinition', 'LogGroup', 'ExecutionRole', 'TaskRole']) {
    expect(template.Resources).not.toHaveProperty(`Web${part}`);
  }
});

test("ECS Exec can be on with the user's task definition, whose task role it uses", () => {
  const template = expanded(
    service({ Image: { Ref: 'AWS::NoValue' }, TaskDefinitionArn: 'web:3', EnableExecuteCommand: true }),
  );
  expect(resource(template, 'Web').Properties.EnableExecuteCommand).toBe(true);
  expect(template.Resources).not.toHaveProperty('WebTaskRole');
});

test.each(['PrimaryContainer', 'Command', 'Environment', 'Secrets', 'Cpu', 'CpuArchitecture', 'Sidecars', 'Volumes'])(
  '%s cannot be given beside a task definition',
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
      `Resources.Web.Properties.${name}: cannot be given with TaskDefinitionArn: the task definition decides it`,
    );
  },
);

test('A condition decides whether a value is present, and an unknown condition is refused', () => {
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

test('A condition that is not known may not leave out a required property', () => {
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
