import { compact } from '../json';
import type { ServiceSpec } from '../service/spec';
import { tasksMayAssume } from './execution-role';
import { type Resource, tagsOf } from './resource';

/** ECS refuses ECS Exec without a task role; a role of the user's has to allow the same. */
export const needsTaskRole = ({ TaskRoleArn, EnableExecuteCommand }: ServiceSpec): boolean =>
  TaskRoleArn === undefined && EnableExecuteCommand;

/** What the agent beside the container needs for ECS Exec (ECS Developer Guide), and nothing for the application. */
export function taskRole(spec: ServiceSpec): Resource | undefined {
  if (!needsTaskRole(spec)) return undefined;
  return {
    Type: 'AWS::IAM::Role',
    Properties: compact({
      AssumeRolePolicyDocument: tasksMayAssume(),
      Policies: [
        {
          PolicyName: 'ExecuteCommand',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(
                  (action) => `ssmmessages:${action}`,
                ),
                // The channels are no resources that a policy could name.
                Resource: '*',
              },
            ],
          },
        },
      ],
      Tags: tagsOf(spec),
    }),
  };
}
