/** A container's log in CloudWatch Logs, as the awslogs driver writes it. */
import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  type InputLogEvent,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogConfiguration } from '@aws-sdk/client-ecs';
import { messageOf } from '../../wire/errors';

export interface ContainerLog {
  /** Writes one line some time later. An empty one is left out, because CloudWatch Logs refuses it. */
  write(line: string): void;
  /** Resolves when everything is written, or cannot be. */
  close(): Promise<void>;
}

/** Of one PutLogEvents: at most 10,000 events and 1 MB (API reference). Lines have 16 KB at most. */
const BATCH = 50;
/** Lines that wait. A program that prints faster than they can be written loses the rest. */
const WAITING = 10_000;

/** `<prefix>/<container>/<task id>` (developer guide, `awslogs-stream-prefix`); undefined if the container has no such log. */
export function logStreamName(
  { logDriver, options = {} }: LogConfiguration,
  container: string,
  taskId: string,
): string | undefined {
  return logDriver === 'awslogs' ? `${options['awslogs-stream-prefix']}/${container}/${taskId}` : undefined;
}

/**
 * Makes the stream and, if the options say so, its group.
 * @param now the date of AWS time
 * @throws Error with the reason for which Fargate then stops the task
 */
export async function openLogStream(
  logs: CloudWatchLogsClient,
  { options = {} }: LogConfiguration,
  logStreamName: string,
  now: () => Date,
): Promise<ContainerLog> {
  const logGroupName = options['awslogs-group'];
  try {
    if (options['awslogs-create-group'] === 'true') await createGroup(logs, logGroupName);
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    throw new Error(
      `ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ${name}: ${messageOf(error)} : exit status 1`,
    );
  }
  return writeTo((logEvents) => logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents })), now);
}

async function createGroup(logs: CloudWatchLogsClient, logGroupName: string | undefined): Promise<void> {
  try {
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ResourceAlreadyExistsException')) throw error;
  }
}

/** One call at a time; what is written during a call goes out with the next one. A call that fails loses its lines. */
function writeTo(put: (events: InputLogEvent[]) => Promise<unknown>, now: () => Date): ContainerLog {
  const waiting: InputLogEvent[] = [];
  let writing: Promise<void> | undefined;
  const flush = async () => {
    while (waiting.length > 0) await put(waiting.splice(0, BATCH)).catch(() => {});
    writing = undefined;
  };
  return {
    write(line) {
      if (line === '' || waiting.length >= WAITING) return;
      waiting.push({ timestamp: now().getTime(), message: line });
      // Lines of the same moment go out together.
      writing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(flush);
    },
    async close() {
      await writing;
    },
  };
}
