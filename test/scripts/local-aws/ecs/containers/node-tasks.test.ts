/** Tasks whose containers run as processes of this machine, on the embedded AWS. */
import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { promisify } from 'node:util';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type ContainerDefinition, CreateServiceCommand, StopTaskCommand, type Task } from '@aws-sdk/client-ecs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type EcsStage, eventually, openStage, present } from '../stage';
import { hostOf, registerContainers, runService, tasksOf } from './played';

const told: string[] = [];
let stage: EcsStage;
let logs: CloudWatchLogsClient;
let ssm: SSMClient;
beforeAll(async () => {
  stage = await openStage(1000, { runNode: true, log: (line) => told.push(line) });
  logs = new CloudWatchLogsClient(stage.options);
  ssm = new SSMClient(stage.options);
});
afterAll(async () => {
  logs.destroy();
  ssm.destroy();
  await stage.close();
});

/** A container that runs that program and writes its log to `/node`. */
function node(code: string, change: Partial<ContainerDefinition> = {}): ContainerDefinition {
  return {
    name: 'Main',
    image: 'public.ecr.aws/docker/library/node:22-slim',
    command: ['node', '-e', code],
    portMappings: [{ containerPort: 8080 }],
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': '/node',
        'awslogs-create-group': 'true',
        'awslogs-region': 'us-east-1',
        'awslogs-stream-prefix': 'n',
      },
    },
    ...change,
  };
}

/** Answers `/` with the environment, and another path with what the URL in that variable answers. */
const APP = `
const { createServer } = require('node:http');
createServer(async (request, response) => {
  const [, variable, ...rest] = request.url.split('/');
  if (variable === '') return response.end(JSON.stringify(process.env));
  const headers = { authorization: process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '' };
  const url = [process.env[variable], ...rest].join('/');
  response.end(await (await fetch(url, { headers })).text());
}).listen(process.env.PORT, () => console.log('listening'));
process.once('SIGTERM', () => { console.log('stopping'); process.exit(0); });
setInterval(() => {}, 1000);
`;

async function portOf(task: Task): Promise<number> {
  return eventually(
    async () => hostOf(stage, task)?.listeners.get(8080)?.port ?? 0,
    (port) => port > 0,
  );
}

async function ask<Answer = Record<string, string>>(task: Task, path: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${await portOf(task)}${path}`);
  return (await response.json()) as Answer;
}

interface Stats {
  cpu_stats: { cpu_usage: { total_usage: number } };
  memory_stats: { usage: number };
}

const idOf = ({ taskArn = '' }: Task): string => present(taskArn.split('/').at(-1));

async function logOf(task: Task, name = 'Main'): Promise<(string | undefined)[]> {
  const stream = { logGroupName: '/node', logStreamName: `n/${name}/${idOf(task)}`, startFromHead: true };
  const { events = [] } = await logs.send(new GetLogEventsCommand(stream));
  return events.map(({ message }) => message);
}

const one = (tasks: Task[]): Task => present(tasks[0]);

async function stopped(task: Task): Promise<Task> {
  const [now] = await eventually(
    () => tasksOf(stage, [present(task.taskArn)]),
    ([seen]) => seen?.lastStatus === 'STOPPED',
  );
  return present(now);
}

/** Secrets Manager has no client among the dependencies. */
async function createSecret(Name: string, SecretString: string): Promise<string> {
  const response = await fetch(stage.aws.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.CreateSecret',
      authorization:
        'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/secretsmanager/aws4_request, SignedHeaders=a, Signature=b',
    },
    body: JSON.stringify({ Name, SecretString, ClientRequestToken: '0'.repeat(32) }),
  });
  return ((await response.json()) as { ARN: string }).ARN;
}

describe('one task', () => {
  let task: Task;
  let secret: string;
  beforeAll(async () => {
    await ssm.send(new PutParameterCommand({ Name: '/shop/key', Value: 'hidden-1', Type: 'SecureString' }));
    secret = await createSecret('shop', JSON.stringify({ user: 'hidden-2' }));
    const main = node(APP, {
      environment: [{ name: 'PORT', value: '8080' }],
      secrets: [
        { name: 'KEY', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/shop/key' },
        { name: 'USER_NAME', valueFrom: `${secret}:user::` },
        { name: 'WHOLE', valueFrom: secret },
      ],
    });
    const change = { taskRoleArn: 'arn:aws:iam::123456789012:role/shop' };
    task = one(await runService(stage, 'app', [main], 1, change));
  });

  test('has the environment of its task definition with its secrets, what Fargate sets, and nothing else', async () => {
    const uri = expect.stringMatching(`^${stage.aws.endpoint}/local-aws/containers/[0-9a-f]{32}/`);
    expect(await ask(task, '/')).toEqual({
      PATH: process.env.PATH,
      PORT: '8080',
      KEY: 'hidden-1',
      USER_NAME: 'hidden-2',
      WHOLE: '{"user":"hidden-2"}',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
      AWS_ENDPOINT_URL: stage.aws.endpoint,
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      ECS_CONTAINER_METADATA_URI_V4: uri,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: uri,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  test('learns about itself from the metadata endpoint', async () => {
    const container = {
      Name: 'Main',
      Image: 'public.ecr.aws/docker/library/node:22-slim',
      DockerId: `${idOf(task)}-1`,
      KnownStatus: 'RUNNING',
      Labels: { 'com.amazonaws.ecs.task-arn': task.taskArn, 'com.amazonaws.ecs.task-definition-family': 'app' },
      LogOptions: { 'awslogs-stream': `n/Main/${idOf(task)}` },
      Networks: [{ NetworkMode: 'awsvpc', IPv4Addresses: [expect.stringMatching(/^[\d.]+$/)] }],
    };
    expect(await ask(task, '/ECS_CONTAINER_METADATA_URI_V4')).toMatchObject(container);
    expect(await ask(task, '/ECS_CONTAINER_METADATA_URI_V4/task')).toMatchObject({
      Cluster: task.clusterArn,
      TaskARN: task.taskArn,
      Family: 'app',
      Revision: '1',
      ServiceName: 'app',
      LaunchType: 'FARGATE',
      AvailabilityZone: task.availabilityZone,
      Limits: { CPU: 0.25, Memory: 512 },
      Containers: [container],
    });
    const { memory_stats: memory } = await eventually(
      () => ask<Stats>(task, '/ECS_CONTAINER_METADATA_URI_V4/stats'),
      ({ cpu_stats: { cpu_usage: cpu } }) => cpu.total_usage > 0,
    );
    expect(memory.usage).toBeGreaterThan(1e6);
    expect(Object.keys(await ask(task, '/ECS_CONTAINER_METADATA_URI_V4/task/stats'))).toEqual([`${idOf(task)}-1`]);
  });

  test('gets the credentials of its role, and is that role', async () => {
    const credentials = await ask(task, '/AWS_CONTAINER_CREDENTIALS_FULL_URI');
    expect(credentials).toMatchObject({
      RoleArn: 'arn:aws:iam::123456789012:role/shop',
      AccessKeyId: expect.stringMatching(/^ASIA/),
    });
    expect(Date.parse(credentials.Expiration ?? '')).toBeGreaterThan(Date.now());
    const sts = new STSClient({
      ...stage.options,
      credentials: {
        accessKeyId: credentials.AccessKeyId ?? '',
        secretAccessKey: credentials.SecretAccessKey ?? '',
        sessionToken: credentials.Token,
      },
    });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:sts::123456789012:assumed-role/shop/${idOf(task)}`);
    sts.destroy();
  });

  test('gives credentials to nobody else', async () => {
    const { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri = '', AWS_CONTAINER_AUTHORIZATION_TOKEN: token = '' } = await ask(
      task,
      '/',
    );
    const status = async (url: string, authorization?: string) =>
      (await fetch(url, { headers: authorization === undefined ? {} : { authorization } })).status;
    expect(await status(uri)).toBe(403);
    expect(await status(uri, `${token}0`)).toBe(403);
    expect(await status(uri, token)).toBe(200);
    expect(await status(uri.replace(/[0-9a-f]{32}/, '0'.repeat(32)), token)).toBe(404);
  });

  test('logs what it prints, ends by SIGTERM, and tells no secret', async () => {
    await stage.ecs.send(new StopTaskCommand({ cluster: 'main', task: task.taskArn }));
    expect((await stopped(task)).containers).toMatchObject([{ exitCode: 0, lastStatus: 'STOPPED' }]);
    expect(await logOf(task)).toEqual(['listening', 'stopping']);
    expect(told.filter((line) => /hidden-/.test(line))).toEqual([]);
  });
});

test('several tasks of one service listen on the same port', async () => {
  const tasks = await runService(stage, 'several', [node(APP, { environment: [{ name: 'PORT', value: '8080' }] })], 3);
  const seen = await Promise.all(tasks.map((task) => ask(task, '/ECS_CONTAINER_METADATA_URI_V4/task')));
  expect(seen.map(({ TaskARN }) => TaskARN)).toEqual(tasks.map(({ taskArn }) => taskArn));
});

test('a program that ignores SIGTERM is ended by SIGKILL after its stopTimeout', async () => {
  const task = one(await runService(stage, 'stubborn', [node(`console.log('up'); for (;;);`, { stopTimeout: 2 })]));
  await eventually(
    () => logOf(task),
    ([line]) => line === 'up',
  );
  await stage.ecs.send(new StopTaskCommand({ cluster: 'main', task: task.taskArn }));
  expect((await stopped(task)).containers).toMatchObject([{ exitCode: 137 }]);
});

test('a program that crashes ends its task with its exit code, and the last lines are in its log', async () => {
  const crashing = node(`console.log('about to'); throw new Error('bad luck')`);
  await stage.ecs.send(new CreateServiceCommand(await registerContainers(stage, 'crashing', [crashing])));
  const [task] = await eventually(
    async () => (await tasksOf(stage, undefined, 'crashing')).filter(({ lastStatus }) => lastStatus === 'STOPPED'),
    ({ length }) => length > 0,
  );
  expect(task).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 1 }] });
  const lines = await logOf(present(task));
  expect(lines[0]).toBe('about to');
  expect(lines).toContainEqual(expect.stringContaining('Error: bad luck'));
});

test('a secret that does not exist keeps the task from starting, and is named without any value', async () => {
  const missing = node('', { secrets: [{ name: 'KEY', valueFrom: '/none' }] });
  await stage.ecs.send(new CreateServiceCommand(await registerContainers(stage, 'secretless', [missing])));
  const [task] = await eventually(
    async () => (await tasksOf(stage, undefined, 'secretless')).filter(({ lastStatus }) => lastStatus === 'STOPPED'),
    ({ length }) => length > 0,
  );
  expect(task).toMatchObject({
    stopCode: 'TaskFailedToStart',
    stoppedReason: expect.stringMatching(/^ResourceInitializationError: .* invalid ssm parameters: \/none$/),
  });
});

test('a Node image whose Command is no JavaScript is played by a stand-in, which says so', async () => {
  const task = one(await runService(stage, 'script', [node('', { command: ['npm', 'start'] })]));
  const why =
    'A stand-in answers for public.ecr.aws/docker/library/node:22-slim, because its Command is not JavaScript after node -e.';
  expect(await ask(task, '/')).toMatchObject({ service: 'script', note: why });
  expect(told).toContain(`ecs: task ${idOf(task)}: container Main: ${why}`);
});

test('after the end of the embedded AWS no process is left', async () => {
  const mark = `left-${process.pid}`;
  const left = async () =>
    (await promisify(execFile)('ps', ['-ww', '-o', 'args=', '-e'])).stdout
      .split('\n')
      .filter((args) => args.includes(mark));
  const other = await openStage(1000, { runNode: true });
  await runService(other, 'left', [node(`for (;;); // ${mark}`)], 2);
  expect((await left()).length).toBeGreaterThanOrEqual(2);
  await other.close();
  expect(await left()).toEqual([]);
});
