/** Reads a function's settings from API requests, and writes them into answers. */

import { compact, isObject, type Json, type JsonObject } from '../../../handlers/template-language/json';
import { AwsError } from '../wire/errors';
import { invalidParameterValue } from './errors';
import type { FunctionSettings, LambdaFunction } from './function';

const DEFAULTS: Omit<FunctionSettings, 'handler' | 'runtime' | 'role'> = {
  description: '',
  timeout: 3,
  memorySize: 128,
  environment: {},
  architectures: ['x86_64'],
  others: {},
};

/** Settings that have no effect here, but are described as they were set. */
const KEPT = ['LoggingConfig', 'EphemeralStorage', 'TracingConfig', 'DeadLetterConfig'];

/** The reserved environment variables of Lambda. A function that sets one of them is refused. */
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(?!EXEC_WRAPPER).*|AWS_(ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

/**
 * The settings that a request asks for; what it leaves out stays as it was.
 * @throws AwsError InvalidParameterValueException, ValidationException
 */
export function readSettings(body: JsonObject, before: Partial<FunctionSettings> = {}): FunctionSettings {
  const kept = compact(Object.fromEntries(KEPT.map((name) => [name, body[name]])));
  const settings = {
    ...DEFAULTS,
    ...before,
    ...given('handler', text(body.Handler)),
    ...given('runtime', text(body.Runtime)),
    ...given('role', text(body.Role)),
    ...given('description', text(body.Description)),
    ...given('timeout', whole('timeout', body.Timeout, 1, 900)),
    ...given('memorySize', whole('memorySize', body.MemorySize, 128, 10_240)),
    ...given('environment', environment(body.Environment)),
    ...given('architectures', texts(body.Architectures)),
    others: { ...before.others, ...kept },
  };
  const { handler, runtime, role } = settings;
  if (!handler || !runtime) {
    throw invalidParameterValue(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  if (!/^nodejs\d+\.x$/.test(runtime)) {
    throw invalidParameterValue(`The runtime ${runtime} is not played by the embedded AWS (nodejs only).`);
  }
  if (!role || !/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(role)) {
    throw outOfRange('role', role, 'satisfy an IAM role ARN');
  }
  return { ...settings, handler, runtime, role };
}

/** A function as the API describes it (`FunctionConfiguration`). */
export function writeConfiguration(fn: LambdaFunction): JsonObject {
  const { handler, runtime, role, description, timeout, memorySize, environment, architectures, others } = fn.settings;
  return {
    FunctionName: fn.name,
    FunctionArn: fn.arn,
    Runtime: runtime,
    Role: role,
    Handler: handler,
    CodeSize: fn.code.size,
    CodeSha256: fn.code.sha256,
    Description: description,
    Timeout: timeout,
    MemorySize: memorySize,
    LastModified: fn.lastModified.toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    RevisionId: fn.revisionId,
    PackageType: 'Zip',
    Architectures: architectures,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    ...(Object.keys(environment).length > 0 && { Environment: { Variables: environment } }),
    ...others,
  };
}

function given<K extends string, V>(name: K, value: V | undefined): { [name in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [name in K]: V });
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: Json | undefined): string[] | undefined {
  return Array.isArray(value) ? value.filter((member) => typeof member === 'string') : undefined;
}

/** @throws AwsError ValidationException if there is a value and it is not a whole number in that range */
export function whole(name: string, value: Json | undefined, least: number, most: number): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw outOfRange(name, value, `have value between ${least} and ${most}`);
}

function environment(value: Json | undefined): Record<string, string> | undefined {
  if (!isObject(value)) return undefined;
  const variables = Object.entries(isObject(value.Variables) ? value.Variables : {});
  const reserved = variables.map(([name]) => name).filter((name) => RESERVED.test(name));
  if (reserved.length > 0) {
    throw invalidParameterValue(
      'Lambda was unable to configure your environment variables because the environment variables you have provided ' +
        `contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  return Object.fromEntries(variables.map(([name, content]) => [name, String(content)]));
}

function outOfRange(name: string, value: Json | undefined, constraint: string): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value ?? 'null'}' at '${name}' failed to satisfy constraint: Member must ${constraint}`,
  );
}
