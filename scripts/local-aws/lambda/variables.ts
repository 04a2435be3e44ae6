import { randomUUID } from 'node:crypto';
import type { LocalWorld } from '../world';
import type { LambdaFunction } from './function';

/** Nobody checks them; SDKs refuse to sign without. The access key's id tells the front which function asks. */
const credentialsOf = ({ name }: LambdaFunction) => ({
  AWS_ACCESS_KEY_ID: name,
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
});

/**
 * The environment variables of one execution environment, as Lambda's guide defines them ("Defined runtime environment
 * variables"): the unreserved ones may be overridden by the function's own, the reserved ones may not.
 * @param runtimeApi what `AWS_LAMBDA_RUNTIME_API` is to be
 */
export function environmentVariables(
  world: LocalWorld,
  fn: LambdaFunction,
  runtimeApi: string,
): Record<string, string> {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    // Not Lambda's: what keeps the function in this world.
    AWS_ENDPOINT_URL: world.endpoint,
    // Lambda runs the function on the Node.js that it asks for, this machine on its own: no news to the function's log.
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
