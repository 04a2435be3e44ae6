import { sub } from '../intrinsics';
import { compact, type Json, type JsonObject } from '../json';
import type { ServiceSpec } from '../service/spec';
import { arnText } from './names';
import { type Resource, tagsOf } from './resource';
import { parameterStatement, secretStatement, sourceOf } from './secret-source';

/** The shared role of the install reads no secret: a service that has one gets a role of its own, for that one. */
export const needsExecutionRole = ({ ExecutionRoleArn, container }: ServiceSpec): boolean =>
  ExecutionRoleArn === undefined && (container.Secrets.length > 0 || container.RepositoryCredentials !== undefined);

export function executionRole(spec: ServiceSpec): Resource | undefined {
  if (!needsExecutionRole(spec)) return undefined;
  return {
    Type: 'AWS::IAM::Role',
    Properties: compact({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      ManagedPolicyArns: [sub(`arn:\${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy`)],
      Policies: [{ PolicyName: 'Secrets', PolicyDocument: { Version: '2012-10-17', Statement: statements(spec) } }],
      Tags: tagsOf(spec),
    }),
  };
}

function statements({ container, resourceTypes }: ServiceSpec): JsonObject[] {
  const values = container.Secrets.map((secret) => secret.value);
  if (container.RepositoryCredentials !== undefined) values.push(container.RepositoryCredentials.CredentialsParameter);
  const sources = values.map((value) => sourceOf(value, resourceTypes));
  const secrets = unique(sources.flatMap((source) => source.secrets));
  const parameters = unique(sources.flatMap((source) => source.parameters));
  return [
    ...(secrets.length > 0 ? [secretStatement(secrets)] : []),
    ...(parameters.length > 0 ? [parameterStatement(parameters)] : []),
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

function unique(values: readonly Json[]): Json[] {
  const seen = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...seen.values()];
}
