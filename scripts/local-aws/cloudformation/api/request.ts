/** Reads the parameters of requests. */

import { validationError } from '../../wire/errors';
import { objectsOf, type QueryObject, textOf, textsOf } from '../../wire/query';
import type { Lookups } from '../lookups';
import type { Stack, StackSettings } from '../state/stack';
import type { ParameterInput } from '../template/parameters';
import type { TemplateSource } from '../transform/read-template';

/** @throws AwsError ValidationError if the parameter is missing */
export function required(query: QueryObject, name: string): string {
  const value = textOf(query[name]);
  if (value !== undefined && value !== '') return value;
  const member = `${name[0]?.toLowerCase()}${name.slice(1)}`;
  throw validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

export const isTrue = (query: QueryObject, name: string): boolean => textOf(query[name]) === 'true';

export const readInputs = (query: QueryObject): ParameterInput[] =>
  objectsOf(query.Parameters).map((parameter) => ({
    key: textOf(parameter.ParameterKey) ?? '',
    ...(textOf(parameter.ParameterValue) !== undefined && { value: textOf(parameter.ParameterValue) }),
    usePrevious: isTrue(parameter, 'UsePreviousValue'),
  }));

const FAILURE_ACTIONS = ['DO_NOTHING', 'ROLLBACK', 'DELETE'] as const;

/** The settings in a request. Those that an update may omit are taken from `previous`, as in CloudFormation. */
export function readSettings(query: QueryObject, previous?: Stack): StackSettings {
  const onFailure = FAILURE_ACTIONS.find((action) => action === textOf(query.OnFailure));
  if (onFailure !== undefined && query.DisableRollback !== undefined) {
    throw validationError('Only one of OnFailure and DisableRollback may be specified');
  }
  const tags = objectsOf(query.Tags).map(({ Key, Value }) => ({ Key: textOf(Key) ?? '', Value: textOf(Value) ?? '' }));
  return {
    capabilities: textsOf(query.Capabilities),
    // An update without Tags keeps the tags. An empty list removes them.
    tags: query.Tags === undefined ? (previous?.tags ?? []) : tags,
    notificationArns:
      query.NotificationARNs === undefined ? (previous?.notificationArns ?? []) : textsOf(query.NotificationARNs),
    ...((textOf(query.RoleARN) ?? previous?.roleArn) !== undefined && {
      roleArn: textOf(query.RoleARN) ?? previous?.roleArn,
    }),
    disableRollback: isTrue(query, 'DisableRollback'),
    onFailure: onFailure ?? 'ROLLBACK',
    terminationProtection: previous?.terminationProtection ?? isTrue(query, 'EnableTerminationProtection'),
  };
}

/** The template of a request: in its body, in S3, or the stack's previous one. */
export async function readSource(query: QueryObject, lookups: Lookups, previous?: Stack): Promise<TemplateSource> {
  const [body, url] = [textOf(query.TemplateBody), textOf(query.TemplateURL)];
  const isPrevious = isTrue(query, 'UsePreviousTemplate');
  if ([body !== undefined, url !== undefined, isPrevious].filter(Boolean).length !== 1) {
    throw validationError('Either Template URL or Template Body must be specified.');
  }
  if (body !== undefined) return { text: body, from: 'request' };
  if (url !== undefined) return { text: await lookups.templateAt(url), from: 's3' };
  return { text: previous?.template.original ?? '', from: 's3' };
}

const NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

export function checkStackName(name: string): void {
  if (NAME.test(name)) return;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}
