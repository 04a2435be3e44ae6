import { getAtt, isNoValue, ref, sub } from '../intrinsics';
import { compact, type Json, type JsonObject, member } from '../json';
import { CONTAINER_NAME, logicalId, sharedRoleArn } from '../names';
import type { Pair } from '../service/schema';
import type { ContainerSpec, ServiceSpec } from '../service/spec';
import { needsExecutionRole } from './execution-role';
import { type Resource, tagsOf } from './resource';
import { needsTaskRole } from './task-role';

export const taskDefinition = (spec: ServiceSpec): Resource => ({
  Type: 'AWS::ECS::TaskDefinition',
  Properties: compact({
    Family: sub(`\${AWS::StackName}-${spec.id}`),
    Cpu: spec.Cpu,
    Memory: spec.Memory,
    NetworkMode: 'awsvpc',
    RequiresCompatibilities: ['FARGATE'],
    RuntimePlatform: { OperatingSystemFamily: 'LINUX', CpuArchitecture: spec.CpuArchitecture },
    ExecutionRoleArn: executionRoleArn(spec),
    TaskRoleArn: spec.TaskRoleArn ?? (needsTaskRole(spec) ? getAtt(logicalId(spec, 'TaskRole'), 'Arn') : undefined),
    ContainerDefinitions: [mainContainer(spec)],
    Tags: tagsOf(spec),
  }),
});

function executionRoleArn(spec: ServiceSpec): Json {
  if (spec.ExecutionRoleArn !== undefined) return spec.ExecutionRoleArn;
  return needsExecutionRole(spec) ? getAtt(logicalId(spec, 'ExecutionRole'), 'Arn') : sharedRoleArn('execution');
}

/** Express Mode's container: the image's tag pinned per deployment, an init process, half a minute to stop. */
function mainContainer(spec: ServiceSpec): JsonObject {
  const { container } = spec;
  return compact({
    Name: CONTAINER_NAME,
    Image: container.Image,
    Essential: true,
    Command: container.Command,
    Environment: pairs(container.Environment, 'Value'),
    Secrets: pairs(container.Secrets, 'ValueFrom'),
    RepositoryCredentials: container.RepositoryCredentials,
    PortMappings: [{ ContainerPort: container.ContainerPort, Protocol: 'tcp' }],
    VersionConsistency: 'enabled',
    LinuxParameters: { InitProcessEnabled: true },
    StopTimeout: 30,
    LogConfiguration: logConfiguration(spec, container),
  });
}

const pairs = (list: readonly Pair[], valueKey: string): Json | undefined =>
  list.length === 0 ? undefined : list.map(({ name, value }) => pair(name, valueKey, value));

/** A variable whose value is absent in one branch of an `Fn::If` is itself absent then. */
function pair(name: string, valueKey: string, value: Json): Json {
  if (isNoValue(value)) return value;
  if (!mayBeAbsent(value)) return { Name: name, [valueKey]: value };
  const [condition, ...branches] = branchesOf(value);
  return { 'Fn::If': [condition ?? null, ...branches.map((branch) => pair(name, valueKey, branch))] };
}

const mayBeAbsent = (value: Json): boolean => isNoValue(value) || branchesOf(value).some(mayBeAbsent);

const branchesOf = (value: Json): Json[] => {
  const args = member(value, 'Fn::If');
  return Array.isArray(args) ? args : [];
};

/** Logs wait in memory (25 MiB) when they cannot be sent; the application never waits for them. */
const logConfiguration = (spec: ServiceSpec, { AwsLogsConfiguration: own }: ContainerSpec): JsonObject => ({
  LogDriver: 'awslogs',
  Options: {
    'awslogs-group': own?.LogGroup ?? ref(logicalId(spec, 'LogGroup')),
    'awslogs-region': ref('AWS::Region'),
    'awslogs-stream-prefix': own?.LogStreamPrefix ?? 'ecs',
    mode: 'non-blocking',
    'max-buffer-size': '25m',
  },
});
