import { randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import type { LocalWorld } from '../world';
import type { LambdaFunction } from './function';

/** SDKs need credentials to sign; nobody checks the signatures. The access key id tells the front which function asks. */
const credentialsOf = ({ name }: LambdaFunction) => ({
  AWS_ACCESS_KEY_ID: name,
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
});

/**
 * The environment variables of one execution environment, as Lambda's guide defines them ("Defined runtime environment
 * variables"). The function's own variables override the unreserved ones, but not the reserved ones.
 * @param runtimeApi the value of `AWS_LAMBDA_RUNTIME_API`
 */
export function environmentVariables(
  world: LocalWorld,
  fn: LambdaFunction,
  runtimeApi: string,
): Record<string, string> {
  const day = world.now().toISOString().slice(0, 10).replaceAll('-', '/');
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    // Not one of Lambda's: it makes the function's SDK clients call the embedded AWS.
    AWS_ENDPOINT_URL: world.endpoint,
    // Nor these: without them its SDK clients would find the developer's `~/.aws`, and follow those settings.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    // The function runs on this machine's Node.js, not on the version that it asks for, so the SDK's warning is of no use.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...fn.settings.environment,
    ...credentialsOf(fn),
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.settings.memorySize),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `${day}/[$LATEST]${randomUUID().replaceAll('-', '')}`,
    LAMBDA_TASK_ROOT: fn.code.folder,
    LAMBDA_RUNTIME_DIR: fn.code.folder,
    _HANDLER: fn.settings.handler,
  };
}
