import type { RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import { checkTaskDefinition } from '../../../../../scripts/local-aws/ecs/validation/task-definition';

const FARGATE: RegisterTaskDefinitionRequest = {
  family: 'web',
  requiresCompatibilities: ['FARGATE'],
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  containerDefinitions: [{ name: 'Main', image: 'web:1' }],
};

test.each([
  ['256', '2048'],
  ['512', '4096'],
  ['1024', '8192'],
  ['2048', '5120'],
  ['4096', '30720'],
  ['8192', '20480'],
  ['16384', '122880'],
  ['32 vCPU', '244 GB'],
  ['1 vCPU', '3 GB'],
  ['.25 vCPU', '0.5GB'],
])('Fargate offers %s CPU with %s memory', (cpu, memory) => {
  expect(() => checkTaskDefinition({ ...FARGATE, cpu, memory })).not.toThrow();
});

test.each([
  ['256', '4096'],
  ['256', '768'],
  ['300', '512'],
  ['512', '512'],
  ['8192', '17408'],
  ['16384', '131072'],
  ['32768', '131072'],
  ['many', 'much'],
])('Fargate does not offer %s CPU with %s memory', (cpu, memory) => {
  expect(() => checkTaskDefinition({ ...FARGATE, cpu, memory })).toThrow(
    'No Fargate configuration exists for given values.',
  );
});

const main = { name: 'Main', image: 'web:1' };

test.each<[string, Partial<RegisterTaskDefinitionRequest>]>([
  ["Fargate requires that 'cpu' be defined", { cpu: undefined }],
  ["Fargate requires that 'memory' be defined", { memory: undefined }],
  ["Fargate only supports network mode 'awsvpc'", { networkMode: 'bridge' }],
  ['Container list cannot be empty', { containerDefinitions: [] }],
  ['At least one container must be marked as essential', { containerDefinitions: [{ ...main, essential: false }] }],
  ['Container names must be unique', { containerDefinitions: [main, main] }],
  ['Family should not be null', { family: 'a web' }],
  [
    'you must also specify a value for executionRoleArn',
    { containerDefinitions: [{ ...main, secrets: [{ name: 'A', valueFrom: 'a' }] }] },
  ],
  [
    'to support log driver awslogs',
    { containerDefinitions: [{ ...main, logConfiguration: { logDriver: 'awslogs' } }] },
  ],
  [
    'Container Main has a secret whose valueFrom is empty',
    { containerDefinitions: [{ ...main, secrets: [{ name: 'A', valueFrom: '' }] }] },
  ],
  [
    'the host ports and container ports',
    { containerDefinitions: [{ ...main, portMappings: [{ containerPort: 80, hostPort: 81 }] }] },
  ],
])('a task definition is refused with the message: %s', (message, change) => {
  expect(() => checkTaskDefinition({ ...FARGATE, ...change })).toThrow(message);
});

test('secrets and awslogs are accepted with an execution role', () => {
  const containerDefinitions: RegisterTaskDefinitionRequest['containerDefinitions'] = [
    { ...main, secrets: [{ name: 'A', valueFrom: 'a' }], logConfiguration: { logDriver: 'awslogs' } },
  ];
  expect(() => checkTaskDefinition({ ...FARGATE, containerDefinitions, executionRoleArn: 'role' })).not.toThrow();
});

test('task definitions for EC2 may have any size', () => {
  expect(() => checkTaskDefinition({ family: 'web', containerDefinitions: [main], cpu: '300' })).not.toThrow();
});
