import { ref, select, split, sub } from '../intrinsics';
import { compact } from '../json';
import type { ServiceSpec } from '../service/spec';
import { type Resource, tagsOf } from './resource';

/** Whether the service has a log group of its own, and does not write to one of the user's. */
export const makesLogGroup = ({ container }: ServiceSpec): boolean =>
  container !== undefined && container.AwsLogsConfiguration === undefined;

export function logGroup(spec: ServiceSpec): Resource | undefined {
  if (!makesLogGroup(spec)) return undefined;
  // `arn:…:stack/<name>/<uuid>`: a stack made again under its old name has another uuid, and so never meets the group
  // that the deleted one left behind.
  const incarnation = select(2, split('/', ref('AWS::StackId')));
  return {
    Type: 'AWS::Logs::LogGroup',
    // Logs outlive the service, as Express Mode's do; only those of a service that never came up go with it, or each
    // failed attempt would leave an empty group behind.
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    Properties: compact({
      LogGroupName: sub(`/express/\${AWS::StackName}/${spec.id}/\${Incarnation}`, { Incarnation: incarnation }),
      RetentionInDays: spec.LogRetentionInDays,
      Tags: tagsOf(spec),
    }),
  };
}
