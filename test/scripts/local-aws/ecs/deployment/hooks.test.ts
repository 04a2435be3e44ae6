import type { DeploymentLifecycleHook } from '@aws-sdk/client-ecs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { runHooks } from '../../../../../scripts/local-aws/ecs/deployment/hooks';
import type { DeploymentWatch } from '../../../../../scripts/local-aws/ecs/deployment/watch';
import type { DeploymentState, LifecycleStage } from '../../../../../scripts/local-aws/ecs/model';
import { mockClient } from '../../../../mock-client';
import { fakeDeployment, fakeEcs, fakeRevision, fakeService } from '../fixtures';

const lambda = mockClient(LambdaClient);
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:check';
const HOOK: DeploymentLifecycleHook = { hookTargetArn: FUNCTION, lifecycleStages: ['PRE_SCALE_UP'] };

let fake: ReturnType<typeof fakeEcs>;
let baked: number[];
beforeEach(() => {
  lambda.reset();
  baked = [];
  fake = fakeEcs(0);
});
afterEach(() => fake.end());

function answers(...payloads: object[]): void {
  const stub = lambda.on(InvokeCommand);
  for (const payload of payloads) {
    const text = JSON.stringify(payload);
    stub.resolvesOnce({ Payload: Object.assign(Buffer.from(text), { transformToString: () => text }) });
  }
}

/** Runs the hooks of a deployment from one revision to the next. */
async function run(hook: DeploymentLifecycleHook, stage: LifecycleStage = 'PRE_SCALE_UP'): Promise<DeploymentState> {
  const source = { ...fakeRevision(), traffic: 100 };
  const deployment = fakeDeployment({ sources: [source], configuration: { lifecycleHooks: [hook] } });
  const watch: DeploymentWatch = {
    alarms: { triggered: async () => [], evaluationSeconds: 0 },
    until: async () => true,
    bake: async (minutes) => {
      baked.push(minutes);
    },
  };
  await runHooks(fake.ecs, fakeService(source), deployment, watch, stage);
  return deployment;
}

test('a function gets the service, the stage and the weights, and lets the deployment continue', async () => {
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

test('a function that answers IN_PROGRESS is asked again after the delay in its answer', async () => {
  answers({ hookStatus: 'IN_PROGRESS', callBackDelay: 60 }, { hookStatus: 'IN_PROGRESS' }, { hookStatus: 'SUCCEEDED' });
  await run(HOOK);
  expect(baked).toEqual([1, 0.5]);
});

test.each<[string, object]>([
  [`Lifecycle hook target ${FUNCTION} returned FAILED status.`, { hookStatus: 'FAILED' }],
  [`ECS was unable to parse the response from ${FUNCTION} due to HookStatus must not be null`, { errorMessage: 'no' }],
])('an answer fails the deployment with the reason: %s', async (reason, payload) => {
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

test('a stage without hooks invokes no function', async () => {
  await run(HOOK, 'POST_SCALE_UP');
  expect(lambda.commandCalls(InvokeCommand)).toEqual([]);
});
