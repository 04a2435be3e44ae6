import { compact } from '../../template-language/json';
import type { ServiceSpec } from '../spec';
import { type Resource, tagsOf } from './resource';

/** Whether the service has its own log group, and not the user's. */
export const makesLogGroup = ({ container }: ServiceSpec): boolean =>
  container !== undefined && container.AwsLogsConfiguration === undefined;

export function logGroup(spec: ServiceSpec): Resource | undefined {
  if (!makesLogGroup(spec)) return undefined;
  return {
    Type: 'AWS::Logs::LogGroup',
    // Logs outlive the service, as in Express Mode. Only the group of a service that was never created is deleted:
    // otherwise each failed attempt would leave an empty group behind.
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    // CloudFormation generates the name. The group stays when the block is removed, or when the block switches to the
    // user's log group or task definition. With a fixed name, a later block could not create its own group.
    Properties: compact({
      RetentionInDays: spec.LogRetentionInDays,
      Tags: tagsOf(spec),
    }),
  };
}
