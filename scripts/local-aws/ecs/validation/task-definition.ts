/** Checks a task definition as RegisterTaskDefinition does for Fargate. */
import type { RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import { clientError } from '../errors';
import { toUnits } from '../units';

const GiB = 1024;

/** For each number of CPU units, the MiB of memory that Fargate offers (developer guide, task CPU and memory). */
const MEMORY: ReadonlyMap<number, { least: number; most: number; step: number }> = new Map([
  [512, { least: GiB, most: 4 * GiB, step: GiB }],
  [1024, { least: 2 * GiB, most: 8 * GiB, step: GiB }],
  [2048, { least: 4 * GiB, most: 16 * GiB, step: GiB }],
  [4096, { least: 8 * GiB, most: 30 * GiB, step: GiB }],
  [8192, { least: 16 * GiB, most: 60 * GiB, step: 4 * GiB }],
  [16384, { least: 32 * GiB, most: 120 * GiB, step: 8 * GiB }],
]);
const FEW: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [GiB / 2, GiB, 2 * GiB]],
  [32768, [60 * GiB, 120 * GiB, 244 * GiB]],
]);

/**
 * @throws AwsError ClientException
 */
export function checkTaskDefinition(request: RegisterTaskDefinitionRequest): void {
  const { family = '', containerDefinitions = [], requiresCompatibilities = [] } = request;
  if (!/^[\w-]{1,255}$/.test(family)) {
    throw clientError(
      'Family should not be null or empty, and has up to 255 letters, numbers, underscores and hyphens.',
    );
  }
  if (containerDefinitions.length === 0) throw clientError('Container list cannot be empty.');
  if (containerDefinitions.every(({ essential }) => essential === false)) {
    throw clientError('At least one container must be marked as essential.');
  }
  const names = containerDefinitions.map(({ name }) => name);
  if (new Set(names).size < names.length) throw clientError('Container names must be unique within a task definition.');
  if (requiresCompatibilities.includes('FARGATE')) checkFargate(request);
}

function checkFargate({
  cpu,
  memory,
  networkMode,
  containerDefinitions = [],
  executionRoleArn,
}: RegisterTaskDefinitionRequest) {
  if (cpu === undefined) throw clientError("Fargate requires that 'cpu' be defined at the task level.");
  if (memory === undefined) throw clientError("Fargate requires that 'memory' be defined at the task level.");
  if (networkMode !== 'awsvpc') throw clientError("Fargate only supports network mode 'awsvpc'.");
  if (!isFargateSize(toUnits(cpu, 'vcpu'), toUnits(memory, 'gb'))) {
    throw clientError('No Fargate configuration exists for given values.');
  }
  for (const { name, logConfiguration, secrets = [], portMappings = [] } of containerDefinitions) {
    if (secrets.some(({ valueFrom }) => !valueFrom)) {
      throw clientError(`Container ${name} has a secret whose valueFrom is empty.`);
    }
    if (executionRoleArn === undefined && secrets.length > 0) {
      throw clientError(
        'When you are specifying container secrets, you must also specify a value for executionRoleArn.',
      );
    }
    if (executionRoleArn === undefined && logConfiguration?.logDriver === 'awslogs') {
      throw clientError('Fargate requires task definition to have execution role ARN to support log driver awslogs.');
    }
    if (portMappings.some(({ hostPort, containerPort }) => hostPort !== undefined && hostPort !== containerPort)) {
      throw clientError('When networkMode=awsvpc, the host ports and container ports in port mappings must match.');
    }
  }
}

function isFargateSize(cpu: number, memory: number): boolean {
  const few = FEW.get(cpu);
  if (few !== undefined) return few.includes(memory);
  const range = MEMORY.get(cpu);
  return (
    range !== undefined && memory >= range.least && memory <= range.most && (memory - range.least) % range.step === 0
  );
}
