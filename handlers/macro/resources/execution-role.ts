import { sub } from '../../template-language/intrinsics';
import { compact, type Json, type JsonObject } from '../../template-language/json';
import { arnText } from '../names';
import type { ServiceSpec } from '../spec';
import { type Resource, tagsOf } from './resource';

/** The shared role of the installation can read no secret, so a service with secrets gets its own role. */
export const needsExecutionRole = ({ ExecutionRoleArn, readable }: ServiceSpec): boolean =>
  ExecutionRoleArn === undefined && readable.secrets.length + readable.parameters.length > 0;

/** The trust policy of a role that tasks assume. */
export const tasksMayAssume = (): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

export function executionRole(spec: ServiceSpec): Resource | undefined {
  if (!needsExecutionRole(spec)) return undefined;
  return {
    Type: 'AWS::IAM::Role',
    Properties: compact({
      AssumeRolePolicyDocument: tasksMayAssume(),
      ManagedPolicyArns: [sub(`arn:\${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy`)],
      Policies: [{ PolicyName: 'Secrets', PolicyDocument: { Version: '2012-10-17', Statement: statements(spec) } }],
      Tags: tagsOf(spec),
    }),
  };
}

function statements({ readable }: ServiceSpec): JsonObject[] {
  const allow = (Action: string, Resource: Json[]): JsonObject[] =>
    Resource.length === 0 ? [] : [{ Effect: 'Allow', Action, Resource }];
  return [
    ...allow('secretsmanager:GetSecretValue', readable.secrets),
    ...allow('ssm:GetParameters', readable.parameters),
    decryptStatement(),
  ];
}

/**
 * Allows decryption of secrets that are encrypted with the user's own key. The key can be used only through the
 * services that check which secrets the role may read.
 */
const decryptStatement = (): JsonObject => ({
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource: sub(arnText('kms', 'key/*')),
  Condition: {
    StringLike: { 'kms:ViaService': ['secretsmanager.*.amazonaws.com*', 'ssm.*.amazonaws.com*'] },
  },
});
