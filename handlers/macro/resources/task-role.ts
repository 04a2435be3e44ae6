import { sub } from '../intrinsics';
import { compact, type Json, type JsonObject } from '../json';
import { arnText } from '../names';
import { EXECUTE_COMMAND_ACTIONS } from '../service/checks/execute-command';
import type { ServiceSpec } from '../service/spec';
import { tasksMayAssume } from './execution-role';
import { type Resource, tagsOf } from './resource';

/** ECS refuses ECS Exec and IAM for a file system without a task role; a role of the user's has to allow the same. */
export const needsTaskRole = (spec: ServiceSpec): boolean =>
  spec.container !== undefined &&
  spec.TaskRoleArn === undefined &&
  (spec.EnableExecuteCommand || fileSystems(spec).length > 0);

/** What the task needs for ECS Exec and its file systems, and nothing for the application. */
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

/** The channels are no resources to be named. */
const executeCommand = (): JsonObject =>
  policy('ExecuteCommand', [
    {
      Effect: 'Allow',
      Action: [...EXECUTE_COMMAND_ACTIONS],
      Resource: '*',
    },
  ]);

/** The rights of a client of EFS, on these file systems only. */
const mountVolumes = (ids: readonly Json[]): JsonObject =>
  policy('Volumes', [
    {
      Effect: 'Allow',
      Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
      Resource: ids.map((id) => sub(arnText('elasticfilesystem', `file-system/\${Id}`), { Id: id })),
    },
  ]);

/** The file systems that ask for the task role's rights. */
const fileSystems = ({ Volumes }: ServiceSpec): Json[] =>
  Volumes.flatMap(({ EFSVolumeConfiguration: efs }) =>
    efs?.AuthorizationConfig?.IAM === 'ENABLED' ? [efs.FilesystemId] : [],
  );
