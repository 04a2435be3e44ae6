import { sub } from '../../template-language/intrinsics';
import { compact, type Json, type JsonObject } from '../../template-language/json';
import { EXECUTE_COMMAND_ACTIONS } from '../checks/execute-command';
import { arnText } from '../names';
import type { ServiceSpec } from '../spec';
import { tasksMayAssume } from './execution-role';
import { type Resource, tagsOf } from './resource';

/** ECS requires a task role for ECS Exec and for file systems with IAM. A role of the user must allow the same. */
export const needsTaskRole = (spec: ServiceSpec): boolean =>
  spec.container !== undefined &&
  spec.TaskRoleArn === undefined &&
  (spec.EnableExecuteCommand || fileSystems(spec).length > 0);

/** Allows what ECS Exec and the file systems need, and nothing for the application. */
export function taskRole(spec: ServiceSpec): Resource | undefined {
  if (!needsTaskRole(spec)) return undefined;
  const volumes = fileSystems(spec);
  return {
    Type: 'AWS::IAM::Role',
    Properties: compact({
      AssumeRolePolicyDocument: tasksMayAssume(),
      Policies: [
        ...(spec.EnableExecuteCommand ? [executeCommand()] : []),
        ...(volumes.length > 0 ? [mountVolumes(volumes)] : []),
      ],
      Tags: tagsOf(spec),
    }),
  };
}

const policy = (PolicyName: string, Statement: JsonObject[]): JsonObject => ({
  PolicyName,
  PolicyDocument: { Version: '2012-10-17', Statement },
});

/** The channels have no ARNs. */
const executeCommand = (): JsonObject =>
  policy('ExecuteCommand', [
    {
      Effect: 'Allow',
      Action: [...EXECUTE_COMMAND_ACTIONS],
      Resource: '*',
    },
  ]);

/** The permissions of an EFS client, for these file systems only, and to write only where a container may. */
const mountVolumes = (volumes: readonly FileSystem[]): JsonObject =>
  policy(
    'Volumes',
    [true, false].flatMap((writable) => {
      const ids = volumes.filter((volume) => volume.writable === writable).map(({ id }) => id);
      if (ids.length === 0) return [];
      const actions = ['ClientMount', ...(writable ? ['ClientWrite'] : [])];
      return [
        {
          Effect: 'Allow',
          Action: actions.map((action) => `elasticfilesystem:${action}`),
          Resource: ids.map((id) => sub(arnText('elasticfilesystem', `file-system/\${Id}`), { Id: id })),
        },
      ];
    }),
  );

interface FileSystem {
  id: Json;
  writable: boolean;
}

/** The file systems that check the task role's permissions. */
function fileSystems({ Volumes, container, Sidecars }: ServiceSpec): FileSystem[] {
  const mounts = [container, ...Sidecars].flatMap((one) => one?.MountPoints ?? []);
  return Volumes.flatMap(({ Name, EFSVolumeConfiguration: efs }) => {
    const writable = mounts.some(({ SourceVolume, ReadOnly }) => SourceVolume === Name && !ReadOnly);
    return efs?.AuthorizationConfig?.IAM === 'ENABLED' ? [{ id: efs.FilesystemId, writable }] : [];
  });
}
