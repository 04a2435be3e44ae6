import { LINK_LOCAL_MS } from './task';

/** Temporary credentials of the task role. */
export interface TaskCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** Where ECS gives a task its credentials (https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html). */
const CONTAINER_HOST = 'http://169.254.170.2';

/**
 * Asks for the credentials of the task role. ECS renews them, so they are asked for whenever they are needed.
 * @throws Error if the task has no role, or its endpoint does not answer
 */
export async function taskCredentials(env: NodeJS.ProcessEnv): Promise<TaskCredentials> {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const url = relative === undefined ? env.AWS_CONTAINER_CREDENTIALS_FULL_URI : `${CONTAINER_HOST}${relative}`;
  if (url === undefined) throw new Error('the task has no role');
  const authorization = env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  const headers = authorization === undefined ? undefined : { authorization };
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(LINK_LOCAL_MS) });
  if (!answer.ok) throw new Error(`the endpoint of the task's credentials has answered ${answer.status}`);
  const { AccessKeyId = '', SecretAccessKey = '', Token = '' } = (await answer.json()) as Record<string, string>;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token };
}
