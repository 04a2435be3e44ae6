import { branchesOf, isNoValue, mayBeAbsent, ref } from '../../template-language/intrinsics';
import { compact, type Json, type JsonObject } from '../../template-language/json';
import { CONTAINER_NAME, logicalId } from '../names';
import type { Pair } from '../properties/schema';
import type { ContainerSpec, ServiceSpec, SidecarSpec } from '../spec';

/** Express Mode's settings: a deployment pins the image's tag, an init process runs, and a stop takes 30 s at most. */
export const mainContainer = (spec: ServiceSpec, container: ContainerSpec): JsonObject =>
  compact({
    Name: CONTAINER_NAME,
    Image: container.Image,
    Essential: true,
    ...common(container),
    HealthCheck: container.ContainerHealthCheck && compact(container.ContainerHealthCheck),
    PortMappings: [{ ContainerPort: spec.port, Protocol: 'tcp' }],
    ...alike(spec, container),
  });

/** A sidecar has the same logging, pinned image and stop time as the primary container. */
export const sidecar = (spec: ServiceSpec, container: ContainerSpec, side: SidecarSpec): JsonObject =>
  compact({
    Name: side.Name,
    Image: side.Image,
    Essential: side.Essential,
    ...common(side),
    HealthCheck: side.HealthCheck && compact(side.HealthCheck),
    Cpu: side.Cpu,
    Memory: side.Memory,
    MemoryReservation: side.MemoryReservation,
    ...alike(spec, container),
  });

const common = (container: ContainerSpec | SidecarSpec): Record<string, Json | undefined> => ({
  EntryPoint: container.EntryPoint,
  Command: container.Command,
  Environment: pairs(container.Environment, 'Value'),
  Secrets: pairs(container.Secrets, 'ValueFrom'),
  RepositoryCredentials: container.RepositoryCredentials,
  User: container.User,
  MountPoints: container.MountPoints.length === 0 ? undefined : container.MountPoints,
  DependsOn: container.DependsOn.length === 0 ? undefined : container.DependsOn,
});

const alike = (spec: ServiceSpec, { AwsLogsConfiguration: own }: ContainerSpec): JsonObject => ({
  VersionConsistency: 'enabled',
  LinuxParameters: { InitProcessEnabled: true },
  StopTimeout: 30,
  // Logs that cannot be sent are buffered in 25 MiB of memory, so that the application never waits for them.
  LogConfiguration: {
    LogDriver: 'awslogs',
    Options: {
      'awslogs-group': own?.LogGroup ?? ref(logicalId(spec, 'LogGroup')),
      'awslogs-region': ref('AWS::Region'),
      'awslogs-stream-prefix': own?.LogStreamPrefix ?? 'ecs',
      mode: 'non-blocking',
      'max-buffer-size': '25m',
    },
  },
});

const pairs = (list: readonly Pair[], valueKey: string): Json | undefined =>
  list.length === 0 ? undefined : list.map(({ name, value }) => pair(name, valueKey, value));

/** A variable whose value is absent in one branch of an `Fn::If` is absent in that branch. */
function pair(name: string, valueKey: string, value: Json): Json {
  if (isNoValue(value)) return value;
  if (!mayBeAbsent(value)) return { Name: name, [valueKey]: value };
  const [condition, ...branches] = branchesOf(value);
  return { 'Fn::If': [condition ?? null, ...branches.map((branch) => pair(name, valueKey, branch))] };
}
