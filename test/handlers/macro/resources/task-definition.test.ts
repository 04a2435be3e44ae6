import type { JsonObject } from '../../../../handlers/template-language/json';
import { expanded, resource, service } from '../fixtures';

const template = (properties: JsonObject = {}) => expanded(service(properties));
const task = (properties: JsonObject = {}) => resource(template(properties), 'WebTaskDefinition').Properties;
function main(properties: JsonObject = {}): JsonObject {
  const [container] = task(properties).ContainerDefinitions as JsonObject[];
  return container ?? {};
}

test("The container has Express Mode's settings", () => {
  expect(main()).toMatchObject({
    Name: 'Main',
    Essential: true,
    PortMappings: [{ ContainerPort: 80, Protocol: 'tcp' }],
    VersionConsistency: 'enabled',
    LinuxParameters: { InitProcessEnabled: true },
    StopTimeout: 30,
  });
  for (const name of ['Command', 'Environment', 'Secrets', 'RepositoryCredentials']) {
    expect(main()).not.toHaveProperty(name);
  }
});

test('Logs go to the log group of the service without blocking the application', () => {
  expect(main().LogConfiguration).toEqual({
    LogDriver: 'awslogs',
    Options: {
      'awslogs-group': { Ref: 'WebLogGroup' },
      'awslogs-region': { Ref: 'AWS::Region' },
      'awslogs-stream-prefix': 'ecs',
      mode: 'non-blocking',
      'max-buffer-size': '25m',
    },
  });
});

test("With the user's log group, the service makes none and writes to that one", () => {
  const properties = { AwsLogsConfiguration: { LogGroup: 'mine' } };
  expect(main(properties)).toMatchObject({
    LogConfiguration: { Options: { 'awslogs-group': 'mine', 'awslogs-stream-prefix': 'ecs' } },
  });
  expect(template(properties).Resources).not.toHaveProperty('WebLogGroup');
});

test('Numbers and booleans in the environment become text, as in CloudFormation', () => {
  expect(main({ Environment: { A: 1, B: true, C: 'c', D: { Ref: 'X' } } }).Environment).toEqual([
    { Name: 'A', Value: '1' },
    { Name: 'B', Value: 'true' },
    { Name: 'C', Value: 'c' },
    { Name: 'D', Value: { Ref: 'X' } },
  ]);
});

test('A variable without a value in one branch of an Fn::If is left out there', () => {
  const none = { Ref: 'AWS::NoValue' };
  const Environment = {
    A: { 'Fn::If': ['C', 'a', none] },
    B: { 'Fn::If': ['C', { 'Fn::If': ['D', 'b', none] }, 'c'] },
    E: { 'Fn::If': ['C', 'a', 'b'] },
  };
  expect(main({ Environment }).Environment).toEqual([
    { 'Fn::If': ['C', { Name: 'A', Value: 'a' }, none] },
    { 'Fn::If': ['C', { 'Fn::If': ['D', { Name: 'B', Value: 'b' }, none] }, { Name: 'B', Value: 'c' }] },
    { Name: 'E', Value: { 'Fn::If': ['C', 'a', 'b'] } },
  ]);
});

test('A map and a list of the same pairs give the same task definition', () => {
  const list = { Environment: [{ Name: 'A', Value: 'a' }], Secrets: [{ Name: 'B', ValueFrom: 'b' }] };
  expect(task(list)).toEqual(task({ Environment: { A: 'a' }, Secrets: { B: 'b' } }));
});

test('A size in vCPU and GB is the same as in units and MiB', () => {
  expect(task({ Cpu: '1 vCPU', Memory: '2 GB' })).toEqual(task({ Cpu: 1024, Memory: '2048' }));
});

describe('The execution role', () => {
  const shared = {
    'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/cfn-express-execution-\${AWS::Region}`,
  };

  test('is the shared one when there is nothing to read', () => {
    expect(task().ExecutionRoleArn).toEqual(shared);
    expect(template().Resources).not.toHaveProperty('WebExecutionRole');
  });

  test.each<[string, JsonObject]>([
    ['a secret', { Secrets: { A: 'a' } }],
    [
      'a private registry',
      { RepositoryCredentials: { CredentialsParameter: 'arn:aws:secretsmanager:eu-west-1:1:secret:x' } },
    ],
  ])("is the service's own one for %s", (_, properties) => {
    expect(task(properties).ExecutionRoleArn).toEqual({ 'Fn::GetAtt': ['WebExecutionRole', 'Arn'] });
    expect(template(properties).Resources).toHaveProperty('WebExecutionRole');
  });

  test("is the user's if the block gives one", () => {
    const properties = { Secrets: { A: 'a' }, ExecutionRoleArn: 'arn:aws:iam::123456789012:role/mine' };
    expect(task(properties).ExecutionRoleArn).toBe('arn:aws:iam::123456789012:role/mine');
    expect(template(properties).Resources).not.toHaveProperty('WebExecutionRole');
  });
});
