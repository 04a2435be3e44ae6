import { sub } from '../../template-language/intrinsics';
import { compact, type Json, type JsonObject } from '../../template-language/json';
import { arnText } from '../names';
import type { ServiceSpec } from '../spec';
import { type Resource, tagsOf } from './resource';

/** The shared role of the install reads no secret: a service that has one gets a role of its own, for that one. */
export const needsExecutionRole = ({ ExecutionRoleArn, readable }: ServiceSpec): boolean =>
  ExecutionRoleArn === undefined && readable.secrets.length + readable.parameters.length > 0;

/** The trust of a role that tasks act in. */
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

/** For secrets under a key of the user's own; only through the services that check which of them may be read. */
const decryptStatement = (): JsonObject => ({
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource: sub(arnText('kms', 'key/*')),
  Condition: {
    StringLike: { 'kms:ViaService': ['secretsmanager.*.amazonaws.com*', 'ssm.*.amazonaws.com*'] },
  },
});
