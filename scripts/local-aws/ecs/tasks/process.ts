/** Starts a container as a process, with the environment that its task definition gives it. */
import { devNull } from 'node:os';
import type { KeyValuePair } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { PlayedContainer } from '../containers/container';
import { createRoleCredentials } from '../containers/role-credentials';
import { resolveSecrets } from '../containers/secrets';
import type { ContainerState, TaskState } from '../model';
import type { EcsRegion } from '../region';
import { containerMetadata, dockerStats, taskMetadata, taskStats } from './metadata';
import { secretsManager } from './secrets-manager';

/** How many times in a played minute a process says what it uses, and how often at most, in real milliseconds. */
const REPORTS = 4;
const LEAST_MS = 100;

/**
 * @param args for `node`
 * @returns undefined if too many processes run already
 * @throws Error with the reason for which the task cannot start
 */
export async function startProcess(
  ecs: EcsRegion,
  task: TaskState,
  container: ContainerState,
  args: readonly string[],
  onLine: (line: string) => void,
): Promise<PlayedContainer | undefined> {
  const { clients, host, region, world } = ecs;
  const { environment = [], secrets = [], linuxParameters } = container.definition;
  const { taskRoleArn } = task.revision.taskDefinition;
  const secret = await resolveSecrets(secrets, clients(SSMClient), secretsManager(world, region));
  const endpoint = host.endpoints.open(world.endpoint, {
    container: () => containerMetadata(task, container),
    task: () => taskMetadata(task),
    stats: () => dockerStats(task, container, world.now()),
    taskStats: () => taskStats(task, world.now()),
    credentials:
      taskRoleArn === undefined ? undefined : createRoleCredentials(clients(STSClient), taskRoleArn, task.id),
  });
  const started = await host.processes.start({
    args,
    variables: {
      ...variablesOf(ecs),
      ...valuesOf(environment),
      ...secret,
      ...endpoint.variables,
    },
    order: {
      endpointPort: Number(new URL(world.endpoint).port),
      init: linuxParameters?.initProcessEnabled === true,
      usageMs: Math.max(LEAST_MS, world.minuteMs / REPORTS),
    },
    listeners: task.listeners,
    onLine,
  });
  if (started === undefined) endpoint.close();
  else void started.ended.then(endpoint.close);
  return started;
}

/** What Fargate itself sets, the machine's path, and the place of the embedded AWS. Nothing else of this process is inherited. */
const variablesOf = ({ region, world }: EcsRegion): Record<string, string> => ({
  PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
  // Not one of Fargate's: it makes the program's SDK clients call the embedded AWS.
  AWS_ENDPOINT_URL: world.endpoint,
  // Nor these: without them its SDK clients would find the developer's `~/.aws`, and take those credentials before the role's.
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
});

const valuesOf = (environment: readonly KeyValuePair[]): Record<string, string> =>
  Object.fromEntries(environment.map(({ name = '', value = '' }) => [name, value]));
