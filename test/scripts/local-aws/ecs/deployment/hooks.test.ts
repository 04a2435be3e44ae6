import type { DeploymentLifecycleHook } from '@aws-sdk/client-ecs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { createClients, destroyClients } from '../../../../../scripts/local-aws/ecs/clients';
import { runHooks } from '../../../../../scripts/local-aws/ecs/deployment/hooks';
import { newRevision } from '../../../../../scripts/local-aws/ecs/deployment/start';
import type { Watch } from '../../../../../scripts/local-aws/ecs/deployment/watch';
import type { DeploymentState, LifecycleStage, ServiceState } from '../../../../../scripts/local-aws/ecs/model';
import { createPlay, type Play } from '../../../../../scripts/local-aws/ecs/play';
import { createWorld } from '../../../../../scripts/local-aws/world';

const lambda = mockClient(LambdaClient);
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:check';
const HOOK: DeploymentLifecycleHook = { hookTargetArn: FUNCTION, lifecycleStages: ['PRE_SCALE_UP'] };

let play: Play;
let baked: number[];
let watch: Watch;
beforeEach(() => {
  lambda.reset();
  baked = [];
  const ending = new AbortController();
  const world = createWorld({ endpoint: '', region: 'us-east-1', minuteMs: 0, signal: ending.signal, log() {} });
  const clients = createClients({ ...world, endpoint: 'http://127.0.0.1:1' }, 'us-east-1');
  play = createPlay(world, 'us-east-1', clients);
  watch = {
    alarms: { triggered: async () => [], evaluationSeconds: 0 },
    until: async () => true,
    bake: async (minutes) => {
      baked.push(minutes);
    },
  };
});
afterEach(() => destroyClients(play.clients));

function answers(...payloads: object[]): void {
  const stub = lambda.on(InvokeCommand);
  for (const payload of payloads) {
    const text = JSON.stringify(payload);
    stub.resolvesOnce({ Payload: Object.assign(Buffer.from(text), { transformToString: () => text }) });
  }
}

const place = { region: 'us-east-1', accountId: '123456789012' };
const owner = { cluster: 'main', service: 'web' };
const revision = () => newRevision(place, owner, { taskDefinition: 'web:1' }, { taskDefinition: {}, tags: [] });

/** Runs the hooks of a deployment from one revision to the next. */
async function run(hook: DeploymentLifecycleHook, stage: LifecycleStage = 'PRE_SCALE_UP'): Promise<DeploymentState> {
  const source = { ...revision(), traffic: 100 };
  const service: ServiceState = {
    arn: 'arn:aws:ecs:us-east-1:123456789012:service/main/web',
    name: 'web',
    cluster: {
      arn: 'cluster',
      name: 'main',
      status: 'ACTIVE',
      settings: [],
      capacityProviders: [],
      defaultCapacityProviderStrategy: [],
      tags: [],
      services: new Map(),
    },
    status: 'ACTIVE',
    created: '',
    createdAt: new Date(),
    desiredCount: 1,
    settings: { deploymentConfiguration: {} },
    tags: [],
    events: [],
    revisions: [source],
    primary: source,
    deployments: [],
    tasks: [],
  };
  const deployment: DeploymentState = {
    arn: 'deployment',
    createdAt: new Date(),
    updatedAt: new Date(),
    target: revision(),
    sources: [source],
    status: 'IN_PROGRESS',
    configuration: { lifecycleHooks: [hook] },
    breaker: 'DISABLED',
    alarms: 'DISABLED',
    triggeredAlarms: [],
    hooks: [],
    over: Promise.resolve(),
  };
  await runHooks(play, service, deployment, watch, stage);
  return deployment;
}

test('a function is told the service, the stage and the weights, and lets the deployment go on', async () => {
  answers({ hookStatus: 'SUCCEEDED' });
  const { hooks, sources, target } = await run({ ...HOOK, hookDetails: { probe: '/health' } });
  expect(hooks).toMatchObject([{ targetType: 'AWS_LAMBDA', targetArn: FUNCTION, status: 'SUCCEEDED' }]);
  const [call] = lambda.commandCalls(InvokeCommand);
  expect(call?.args[0].input.FunctionName).toBe(FUNCTION);
  expect(JSON.parse(String(call?.args[0].input.Payload))).toEqual({
    executionDetails: {
      testTrafficWeights: {},
      productionTrafficWeights: { [sources[0]?.arn ?? '']: 100 },
      serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/main/web',
      targetServiceRevisionArn: target.arn,
    },
    executionId: hooks[0]?.hookId,
    lifecycleStage: 'PRE_SCALE_UP',
    resourceArn: 'deployment',
    hookDetails: { probe: '/health' },
  });
});

test('a function that is not done is asked again, after the delay that it names', async () => {
  answers({ hookStatus: 'IN_PROGRESS', callBackDelay: 60 }, { hookStatus: 'IN_PROGRESS' }, { hookStatus: 'SUCCEEDED' });
  await run(HOOK);
  expect(baked).toEqual([1, 0.5]);
});

test.each<[string, object]>([
  [`Lifecycle hook target ${FUNCTION} returned FAILED status.`, { hookStatus: 'FAILED' }],
  [`ECS was unable to parse the response from ${FUNCTION} due to HookStatus must not be null`, { errorMessage: 'no' }],
])('%s', async (reason, payload) => {
  answers(payload);
  await expect(run(HOOK)).rejects.toMatchObject({
    rollback: true,
    message: `Service deployment rolled back because PRE_SCALE_UP lifecycle hook(s) failed. ${reason}`,
  });
});

test('a function that cannot be invoked fails the deployment', async () => {
  lambda.on(InvokeCommand).rejects(new Error('not authorized'));
  await expect(run(HOOK)).rejects.toThrow(`ECS was unable to invoke hook target ${FUNCTION} due to not authorized`);
});

test('a stage without hooks asks nobody', async () => {
  await run(HOOK, 'POST_SCALE_UP');
  expect(lambda.commandCalls(InvokeCommand)).toEqual([]);
});
