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
    // Without a name CloudFormation makes one up. The group stays when the block goes, or takes up a log group or a
    // task definition of the user's: under a name of its own making it would be in the way when the block comes again.
    Properties: compact({
      RetentionInDays: spec.LogRetentionInDays,
      Tags: tagsOf(spec),
    }),
  };
}
