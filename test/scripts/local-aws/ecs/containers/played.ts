/** Services of one's own containers, and who listens at their tasks' addresses. */
import {
  type ContainerDefinition,
  CreateServiceCommand,
  type CreateServiceRequest,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionRequest,
  type Task,
} from '@aws-sdk/client-ecs';
import type { NetworkHost } from '../../../../../scripts/local-aws/network';
import { type BlueGreenRule, type EcsStage, eventually, serviceRequest } from '../stage';

const ROLE = 'arn:aws:iam::123456789012:role/execution';

/** @returns a request for a service of one task of these containers */
export async function registerContainers(
  stage: EcsStage,
  name: string,
  containerDefinitions: ContainerDefinition[],
  change: Partial<RegisterTaskDefinitionRequest> = {},
  route?: BlueGreenRule,
): Promise<CreateServiceRequest> {
  const { taskDefinition } = await stage.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: name,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      executionRoleArn: ROLE,
      containerDefinitions,
      ...change,
    }),
  );
  const request = serviceRequest(stage, name, taskDefinition?.taskDefinitionArn ?? '', undefined, route);
  return { ...request, desiredCount: 1 };
}

/** Creates a service of these containers, and waits until its tasks run. */
export async function runService(
  stage: EcsStage,
  name: string,
  containers: ContainerDefinition[],
  desiredCount = 1,
  change: Partial<RegisterTaskDefinitionRequest> = {},
): Promise<Task[]> {
  const request = await registerContainers(stage, name, containers, change);
  await stage.ecs.send(new CreateServiceCommand({ ...request, desiredCount }));
  return runningTasks(stage, name, desiredCount);
}

/** Waits until that many tasks of the service run. */
export async function runningTasks(stage: EcsStage, name: string, count = 1): Promise<Task[]> {
  return eventually(
    async () => (await tasksOf(stage, undefined, name)).filter(({ lastStatus }) => lastStatus === 'RUNNING'),
    ({ length }) => length === count,
  );
}

/** Those tasks, or all of that service, stopped ones too. */
export async function tasksOf({ ecs }: EcsStage, tasks: string[] | undefined, serviceName?: string): Promise<Task[]> {
  const named = tasks ?? (await listTasks(ecs, serviceName));
  if (named.length === 0) return [];
  return (await ecs.send(new DescribeTasksCommand({ cluster: 'main', tasks: named }))).tasks ?? [];
}

async function listTasks(ecs: EcsStage['ecs'], serviceName: string | undefined): Promise<string[]> {
  const lists = await Promise.all(
    (['STOPPED', 'RUNNING'] as const).map((desiredStatus) =>
      ecs.send(new ListTasksCommand({ cluster: 'main', serviceName, desiredStatus })),
    ),
  );
  return lists.flatMap(({ taskArns = [] }) => taskArns);
}

/** Who has the task's address; undefined if nobody has. */
export function hostOf({ aws, network }: EcsStage, { attachments = [] }: Task): NetworkHost | undefined {
  const { value = '' } = attachments[0]?.details?.find(({ name }) => name === 'privateIPv4Address') ?? {};
  return aws.world.network.find(network.vpcId, value);
}
