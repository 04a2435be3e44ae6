/** What a container asks for without an SDK: metadata of its task, statistics, and its role's credentials. */
import { randomBytes } from 'node:crypto';
import { AwsError } from '../../wire/errors';
import type { AwsRequest, AwsResponse } from '../../wire/messages';
import { METADATA_VARIABLE } from './mark';
import type { RoleAnswer } from './role-credentials';

/** Below this path the front passes requests here. */
export const CONTAINERS_PATH = '/local-aws/containers/';

/** What is answered to one container. */
export interface ContainerEndpoint {
  container(): object;
  task(): object;
  stats(): object;
  taskStats(): object;
  /** Undefined without a task role. */
  credentials?(): Promise<RoleAnswer>;
}

export class ContainerEndpoints {
  /** By the part of the path that only the container knows. */
  readonly #endpoints = new Map<string, ContainerEndpoint & { token: string }>();

  /**
   * @param endpoint the front's URL
   * @returns the variables that lead a container here, and a function that ends it
   */
  open(endpoint: string, answers: ContainerEndpoint): { variables: Record<string, string>; close(): void } {
    const id = randomBytes(16).toString('hex');
    const token = randomBytes(16).toString('hex');
    this.#endpoints.set(id, { ...answers, token });
    const base = `${endpoint}${CONTAINERS_PATH}${id}`;
    const credentials = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${base}/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
    };
    return {
      variables: {
        [METADATA_VARIABLE]: `${base}/v4`,
        ...(answers.credentials === undefined ? {} : credentials),
      },
      close: () => this.#endpoints.delete(id),
    };
  }

  /** @throws AwsError for a path that no container was given, or a wrong token */
  async answer({ url, headers }: AwsRequest): Promise<AwsResponse> {
    const [id = '', ...rest] = url.pathname.slice(CONTAINERS_PATH.length).replace(/\/$/, '').split('/');
    const endpoint = this.#endpoints.get(id);
    const body = endpoint && (await answerTo(endpoint, rest.join('/'), headers.authorization));
    if (body === undefined) throw new AwsError('NotFound', `There is nothing at ${url.pathname}`, 404);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  }
}

async function answerTo(
  endpoint: ContainerEndpoint & { token: string },
  path: string,
  authorization: string | undefined,
): Promise<object | undefined> {
  switch (path) {
    case 'v4':
      return endpoint.container();
    case 'v4/task':
      return endpoint.task();
    case 'v4/stats':
      return endpoint.stats();
    case 'v4/task/stats':
      return endpoint.taskStats();
    case 'credentials':
      if (authorization === endpoint.token) return endpoint.credentials?.();
      throw new AwsError('AccessDeniedException', 'The authorization token is not that of this container', 403);
    default:
      return undefined;
  }
}
