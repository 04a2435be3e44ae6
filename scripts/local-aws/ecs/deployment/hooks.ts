/** Lifecycle hooks: they ask a Lambda function, or pause until `ContinueServiceDeployment`. */

import { randomUUID } from 'node:crypto';
import type { DeploymentLifecycleHook } from '@aws-sdk/client-ecs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { messageOf } from '../../wire/errors';
import type { DeploymentState, LifecycleStage, ServiceState } from '../model';
import type { EcsRegion } from '../region';
import { HOOK_DELAY_SECONDS } from '../timing';
import { DeploymentError } from './failure';
import type { DeploymentWatch } from './watch';

/** Default of `timeoutInMinutes` (API reference of `DeploymentLifecycleHookTimeoutConfiguration`). */
const DEFAULT_TIMEOUT_MINUTES = 1440;

/** The answer of a hook's function. */
interface HookAnswer {
  hookStatus?: unknown;
  callBackDelay?: unknown;
}

/**
 * Runs the hooks of a stage one after the other.
 * @throws DeploymentError if one of them fails, or asks for a rollback
 */
export async function runHooks(
  ecs: EcsRegion,
  service: ServiceState,
  deployment: DeploymentState,
  watch: DeploymentWatch,
  stage: LifecycleStage,
): Promise<void> {
  for (const hook of deployment.configuration.lifecycleHooks ?? []) {
    if (!hook.lifecycleStages?.some((named) => named === stage)) continue;
    if (hook.targetType === 'PAUSE') await pause(ecs, deployment, watch, hook, stage);
    else await callLambda(ecs, service, deployment, watch, hook, stage);
  }
}

async function pause(
  ecs: EcsRegion,
  deployment: DeploymentState,
  watch: DeploymentWatch,
  { timeoutConfiguration }: DeploymentLifecycleHook,
  stage: LifecycleStage,
): Promise<void> {
  const minutes = timeoutConfiguration?.timeoutInMinutes ?? DEFAULT_TIMEOUT_MINUTES;
  const timeoutAction = timeoutConfiguration?.action ?? 'ROLLBACK';
  const expiresAt = new Date(ecs.world.now().getTime() + minutes * 60_000);
  const detail: DeploymentState['hooks'][number] = {
    hookId: randomUUID(),
    targetType: 'PAUSE',
    status: 'AWAITING_ACTION',
    expiresAt,
    timeoutAction,
  };
  deployment.hooks.push(detail);
  const answered = await watch.until(() => detail.answer !== undefined, minutes * 60);
  if (!answered) detail.status = 'TIMED_OUT';
  if ((detail.answer ?? timeoutAction) === 'CONTINUE') return;
  throw hooksFailed(stage, answered ? 'The pause hook was answered with ROLLBACK.' : 'The pause hook timed out.');
}

async function callLambda(
  ecs: EcsRegion,
  service: ServiceState,
  deployment: DeploymentState,
  watch: DeploymentWatch,
  hook: DeploymentLifecycleHook,
  stage: LifecycleStage,
): Promise<void> {
  const target = hook.hookTargetArn ?? '';
  const detail: DeploymentState['hooks'][number] = {
    hookId: randomUUID(),
    targetType: 'AWS_LAMBDA',
    targetArn: target,
  };
  deployment.hooks.push(detail);
  const event = hookEvent(service, deployment, hook, stage, detail.hookId ?? '');
  for (;;) {
    detail.status = 'IN_PROGRESS';
    const { hookStatus, callBackDelay } = await invoke(ecs.clients(LambdaClient), target, event, stage);
    if (hookStatus === 'SUCCEEDED') {
      detail.status = 'SUCCEEDED';
      return;
    }
    if (hookStatus !== 'IN_PROGRESS') {
      detail.status = 'FAILED';
      throw hookStatus === 'FAILED'
        ? hooksFailed(stage, `Lifecycle hook target ${target} returned FAILED status.`)
        : hooksFailed(stage, `ECS was unable to parse the response from ${target} due to HookStatus must not be null`);
    }
    await watch.bake((typeof callBackDelay === 'number' ? callBackDelay : HOOK_DELAY_SECONDS) / 60);
  }
}

/** The payload as functions in real accounts have seen it: weights by revision, and no source revision. */
function hookEvent(
  service: ServiceState,
  deployment: DeploymentState,
  { hookDetails }: DeploymentLifecycleHook,
  lifecycleStage: LifecycleStage,
  executionId: string,
): object {
  const revisions = [...deployment.sources, deployment.target].filter(({ traffic }) => traffic > 0);
  return {
    executionDetails: {
      testTrafficWeights: {},
      productionTrafficWeights: Object.fromEntries(revisions.map(({ arn, traffic }) => [arn, traffic])),
      serviceArn: service.arn,
      targetServiceRevisionArn: deployment.target.arn,
    },
    executionId,
    lifecycleStage,
    resourceArn: deployment.arn,
    ...(hookDetails === undefined ? {} : { hookDetails }),
  };
}

async function invoke(lambda: LambdaClient, target: string, event: object, stage: LifecycleStage): Promise<HookAnswer> {
  try {
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: target, Payload: JSON.stringify(event) }));
    const answer: unknown = JSON.parse(Payload === undefined ? 'null' : Buffer.from(Payload).toString('utf8'));
    return typeof answer === 'object' && answer !== null ? answer : {};
  } catch (error) {
    const reason = messageOf(error);
    throw hooksFailed(stage, `ECS was unable to invoke hook target ${target} due to ${reason}`);
  }
}

function hooksFailed(stage: LifecycleStage, detail: string): DeploymentError {
  return new DeploymentError(
    `Service deployment rolled back because ${stage} lifecycle hook(s) failed. ${detail}`,
    true,
  );
}
