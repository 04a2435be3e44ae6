import { hostname } from 'node:os';

/** Who answers. */
export interface DemoTask {
  /** The last part of the task's ARN; outside of ECS, the name of the host. */
  id: string;
  /** The service that the task belongs to; outside of ECS there is none. */
  service?: { cluster: string; name: string };
}

/** How long the task's own endpoints may take, in milliseconds. */
export const LINK_LOCAL_MS = 5000;

/**
 * Reads who this is from the task metadata endpoint
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate-response.html).
 * @throws Error if there is such an endpoint and it does not answer
 */
export async function identify(env: NodeJS.ProcessEnv): Promise<DemoTask> {
  const endpoint = env.ECS_CONTAINER_METADATA_URI_V4;
  if (endpoint === undefined) return { id: hostname() };
  const answer = await fetch(`${endpoint}/task`, { signal: AbortSignal.timeout(LINK_LOCAL_MS) });
  if (!answer.ok) throw new Error(`The task metadata endpoint has answered ${answer.status}`);
  const { TaskARN = '', Cluster = '', ServiceName } = (await answer.json()) as Partial<Record<string, string>>;
  return {
    id: TaskARN.slice(TaskARN.lastIndexOf('/') + 1),
    service: ServiceName === undefined ? undefined : { cluster: Cluster, name: ServiceName },
  };
}
