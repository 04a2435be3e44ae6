/** Starts the containers of a task: as processes of this machine, if that is wished and possible, otherwise as stand-ins. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { PlayedContainer } from '../containers/container';
import { type ContainerLog, logStreamName, openLogStream } from '../containers/log-stream';
import { isNodeImage, nodeArguments } from '../containers/node-command';
import { MOST_PROCESSES } from '../containers/node-processes';
import { startStandIn } from '../containers/stand-in';
import { imageBehaviour } from '../image-behaviour';
import type { ContainerState, TaskState } from '../model';
import { shortName } from '../names';
import type { EcsRegion } from '../region';
import { CRASH_SECONDS } from '../timing';
import { healthChecksOf } from './health-checks';
import { startProcess } from './process';

/**
 * @param groups the target groups in which the task will register
 * @throws Error with the reason for which the task cannot start
 */
export async function startContainers(ecs: EcsRegion, task: TaskState, groups: readonly TargetGroup[]): Promise<void> {
  const started = await Promise.allSettled(
    task.containers.map((container) => startContainer(ecs, task, container, groups)),
  );
  const failed = started.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

async function startContainer(
  ecs: EcsRegion,
  task: TaskState,
  container: ContainerState,
  groups: readonly TargetGroup[],
): Promise<void> {
  const log = await openLog(ecs, task, container);
  const played = await play(ecs, task, container, groups, log);
  container.played = played;
  container.startedAt = ecs.world.now();
  ecs.host.keep(played);
  void played.ended.then(async (exitCode) => {
    container.exitCode = exitCode;
    if (container.definition.essential !== false) {
      const reason = 'Essential container in task exited';
      // A failure that comes later is none of the deployment (API reference of `Deployment`, `failedTasks`).
      task.requestStop({ code: 'EssentialContainerExited', reason, failure: !task.healthy });
    }
    await log?.close();
  });
}

/** Whether a container has ended without whom the task cannot be. */
export function hasExited({ containers }: TaskState): boolean {
  return containers.some(({ definition, exitCode }) => definition.essential !== false && exitCode !== undefined);
}

/** Fargate's default of `stopTimeout` (API reference of `ContainerDefinition`). */
const STOP_SECONDS = 30;
/** A program needs real time to end, however fast AWS time runs. */
const LEAST_STOP_MS = 1000;

/** Sends SIGTERM to every container that runs, and SIGKILL after its `stopTimeout`. Resolves when all have ended. */
export async function stopContainers({ world }: EcsRegion, { containers }: TaskState): Promise<void> {
  await Promise.all(
    containers.map(({ definition: { stopTimeout = STOP_SECONDS }, played }) =>
      played?.stop(Math.max(LEAST_STOP_MS, (stopTimeout * world.minuteMs) / 60)),
    ),
  );
}

async function openLog(
  { clients, world }: EcsRegion,
  task: TaskState,
  { definition: { name = '', logConfiguration = { logDriver: undefined } } }: ContainerState,
): Promise<ContainerLog | undefined> {
  const stream = logStreamName(logConfiguration, name, task.id);
  if (stream === undefined) return undefined;
  return openLogStream(clients(CloudWatchLogsClient), logConfiguration, stream, world.now);
}

async function play(
  ecs: EcsRegion,
  task: TaskState,
  container: ContainerState,
  groups: readonly TargetGroup[],
  log: ContainerLog | undefined,
): Promise<PlayedContainer> {
  const why = ecs.host.runNode ? await runOrExplain(ecs, task, container, log) : undefined;
  if (typeof why === 'object') return why;
  const { name = '', image = '', portMappings = [] } = container.definition;
  const { service, revision } = task;
  const ports = portMappings.flatMap(({ containerPort }) => containerPort ?? []);
  const note = why === undefined ? '' : ` ${why}`;
  if (why !== undefined) ecs.world.log(`ecs: task ${task.id}: container ${name}: ${why}`);
  log?.write(`A stand-in for the image ${image} has started.${note}`);
  return startStandIn({
    identity: {
      service: service.name,
      task: task.id,
      container: name,
      image,
      revision: revision.id,
      taskDefinition: shortName(revision.settings.taskDefinition),
      ...(why === undefined ? {} : { note: why }),
    },
    ports,
    healthChecks: healthChecksOf(task, name, groups),
    listeners: task.listeners,
    crash: () => ecs.world.sleep(CRASH_SECONDS),
  });
}

/** @returns the process; or a sentence that says why a stand-in must do; or undefined, if nobody would expect a process */
async function runOrExplain(
  ecs: EcsRegion,
  task: TaskState,
  container: ContainerState,
  log: ContainerLog | undefined,
): Promise<PlayedContainer | string | undefined> {
  const { image = '', entryPoint, command } = container.definition;
  // A bad tag asks for what only a stand-in does.
  if (!isNodeImage(image) || imageBehaviour(image) !== 'good') return undefined;
  const args = nodeArguments(entryPoint, command);
  const instead = `A stand-in answers for ${image}, because`;
  if (args === undefined) return `${instead} its Command is not JavaScript after node -e.`;
  const started = await startProcess(ecs, task, container, args, (line) => log?.write(line));
  return started ?? `${instead} ${MOST_PROCESSES} processes of tasks are running already.`;
}
