/** The values of a container's secrets: SSM parameters and Secrets Manager's secrets. */
import type { Secret } from '@aws-sdk/client-ecs';
import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { isObject } from '../../../../handlers/template-language/json';

/** Secrets Manager's GetSecretValue. @throws Error with the error's name */
export type GetSecretValue = (request: {
  SecretId: string;
  VersionStage?: string;
  VersionId?: string;
}) => Promise<string>;

/** `arn:aws:secretsmanager:region:account:secret:name:json-key:version-stage:version-id`, the last three may be left out or empty. */
const SECRET_ARN = /^(arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:[^:]+)(?::([^:]*):([^:]*):([^:]*))?$/;

/**
 * @returns the variables
 * @throws Error with the reason for which Fargate then stops the task. No value is in it.
 */
export async function resolveSecrets(
  secrets: readonly Secret[],
  ssm: SSMClient,
  getSecretValue: GetSecretValue,
): Promise<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const { name = '', valueFrom = '' } of secrets) {
    const match = SECRET_ARN.exec(valueFrom);
    variables[name] = match === null ? await parameter(ssm, valueFrom) : await secret(getSecretValue, match);
  }
  return variables;
}

async function parameter(ssm: SSMClient, valueFrom: string): Promise<string> {
  const { Parameters = [] } = await ssm.send(
    new GetParametersCommand({ Names: [parameterName(valueFrom)], WithDecryption: true }),
  );
  const value = Parameters[0]?.Value;
  if (value !== undefined) return value;
  throw failure('ssm', `invalid ssm parameters: ${valueFrom}`);
}

/** @param nameOrArn the ARN of `/a/b` ends in `parameter/a/b`, that of `a` in `parameter/a` */
function parameterName(nameOrArn: string): string {
  const name = /^arn:[^:]+:ssm:[^:]*:[^:]*:parameter\/(.*)$/.exec(nameOrArn)?.[1];
  if (name === undefined) return nameOrArn;
  return name.includes('/') ? `/${name}` : name;
}

async function secret(
  get: GetSecretValue,
  [, SecretId = '', key = '', VersionStage, VersionId]: RegExpExecArray,
): Promise<string> {
  const text = await get({
    SecretId,
    ...(VersionStage ? { VersionStage } : {}),
    ...(VersionId ? { VersionId } : {}),
  }).catch((error: unknown) => {
    const name = error instanceof Error ? error.name : 'Error';
    throw failure('asm', `failed to fetch secret ${SecretId} from secrets manager: ${name}`);
  });
  if (key === '') return text;
  const value = membersOf(text)[key];
  if (value === undefined) throw failure('asm', `retrieved secret did not contain json key ${key}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function membersOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const failure = (from: 'ssm' | 'asm', why: string): Error =>
  new Error(
    `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from ${from}: ${why}`,
  );
