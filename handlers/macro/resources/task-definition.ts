import { getAtt, sub } from '../../template-language/intrinsics';
import { compact, type Json, type JsonObject } from '../../template-language/json';
import { logicalId, sharedRoleArn } from '../names';
import type { ServiceSpec } from '../spec';
import { mainContainer, sidecar } from './container';
import { needsExecutionRole } from './execution-role';
import { type Resource, tagsOf } from './resource';
import { needsTaskRole } from './task-role';

/** The task definition, unless the user gives one. */
export function taskDefinition(spec: ServiceSpec): Resource | undefined {
  const { container } = spec;
  if (container === undefined) return undefined;
  return {
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
      ContainerDefinitions: [
        mainContainer(spec, container),
        ...spec.Sidecars.map((side) => sidecar(spec, container, side)),
      ],
      Volumes: spec.Volumes.length === 0 ? undefined : spec.Volumes.map(volume),
      Tags: tagsOf(spec),
    }),
  };
}

function executionRoleArn(spec: ServiceSpec): Json {
  if (spec.ExecutionRoleArn !== undefined) return spec.ExecutionRoleArn;
  return needsExecutionRole(spec) ? getAtt(logicalId(spec, 'ExecutionRole'), 'Arn') : sharedRoleArn('execution');
}

const volume = ({ Name, EFSVolumeConfiguration: efs }: ServiceSpec['Volumes'][number]): JsonObject =>
  compact({
    Name,
    EFSVolumeConfiguration:
      efs && compact({ ...efs, AuthorizationConfig: efs.AuthorizationConfig && compact(efs.AuthorizationConfig) }),
  });
