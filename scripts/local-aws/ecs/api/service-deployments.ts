/** Lists, describes, stops and continues service deployments. */

import type {
  ContinueServiceDeploymentRequest,
  DescribeServiceDeploymentsRequest,
  ListServiceDeploymentsRequest,
  ServiceDeployment,
  ServiceDeploymentBrief,
  StopServiceDeploymentRequest,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../../wire/errors';
import { breakerThreshold } from '../deployment/breaker';
import { invalidParameter, serviceNotFound } from '../errors';
import type { DeploymentState, Revision, ServiceState } from '../model';
import { shortName } from '../names';
import type { EcsOperation } from '../operation';
import { page } from '../paging';
import { counts } from './describe';

/** Default of `maxResults` (API reference). */
const PAGE = 20;

export const listServiceDeployments: EcsOperation<ListServiceDeploymentsRequest> = ({
  state: { resources },
  parameters: input,
}) => {
  const service = resources.cluster(input.cluster).services.get(shortName(input.service ?? ''));
  if (service === undefined) throw serviceNotFound();
  const { status: wanted = [], createdAt } = input;
  const after = epochs(createdAt?.after, Number.NEGATIVE_INFINITY);
  const before = epochs(createdAt?.before, Number.POSITIVE_INFINITY);
  const matching = service.deployments.filter((deployment) => {
    const time = deployment.createdAt.getTime() / 1000;
    return (wanted.length === 0 || wanted.includes(deployment.status)) && time >= after && time <= before;
  });
  const { items, nextToken } = page(matching.reverse(), input, PAGE);
  return { serviceDeployments: items.map((deployment) => brief(service, deployment)), nextToken };
};

/** A timestamp arrives as seconds since the epoch, although the SDK's type is Date. */
function epochs(time: unknown, otherwise: number): number {
  return typeof time === 'number' ? time : otherwise;
}

export const describeServiceDeployments: EcsOperation<DescribeServiceDeploymentsRequest> = ({
  state: { resources },
  parameters: input,
}) => {
  const arns = input.serviceDeploymentArns ?? [];
  if (arns.length === 0 || arns.length > PAGE) {
    throw invalidParameter(`serviceDeploymentArns must have 1 to ${PAGE} elements.`);
  }
  const found = arns.map((arn) => ({ arn, ...resources.deployment(arn) }));
  return {
    serviceDeployments: found.flatMap(({ service, deployment }) =>
      service === undefined || deployment === undefined ? [] : describe(service, deployment),
    ),
    failures: found.filter(({ service }) => service === undefined).map(({ arn }) => ({ arn, reason: 'MISSING' })),
  };
};

/** `ROLLBACK` is the default. It works with and without the deployment's rollback option (API reference). */
export const stopServiceDeployment: EcsOperation<StopServiceDeploymentRequest> = ({
  state: { resources },
  parameters: input,
}) => {
  const deployment = find(resources.deployment(input.serviceDeploymentArn ?? ''));
  const { status, lifecycleStage } = deployment;
  if ((status !== 'PENDING' && status !== 'IN_PROGRESS') || lifecycleStage === 'CLEAN_UP') {
    const state = status === 'IN_PROGRESS' ? lifecycleStage : status;
    throw new AwsError('ConflictException', `The service deployment is ${state} and cannot be stopped.`);
  }
  const abort = input.stopType === 'ABORT';
  deployment.interruption ??= abort ? 'abort' : 'stop';
  deployment.status = abort ? 'STOP_REQUESTED' : 'ROLLBACK_REQUESTED';
  return { serviceDeploymentArn: deployment.arn };
};

export const continueServiceDeployment: EcsOperation<ContinueServiceDeploymentRequest> = ({
  state: { resources },
  parameters: input,
}) => {
  const deployment = find(resources.deployment(input.serviceDeploymentArn ?? ''));
  const hook = deployment.hooks.find(({ hookId }) => hookId === input.hookId);
  if (hook?.status !== 'AWAITING_ACTION') {
    throw invalidParameter(`The lifecycle hook ${input.hookId} is not waiting for an action.`);
  }
  hook.answer = input.action ?? 'CONTINUE';
  hook.status = 'SUCCEEDED';
  return { serviceDeploymentArn: deployment.arn };
};

function find(found: { deployment: DeploymentState } | undefined): DeploymentState {
  if (found !== undefined) return found.deployment;
  throw new AwsError('ServiceDeploymentNotFoundException', 'The specified service deployment was not found.');
}

function brief(service: ServiceState, deployment: DeploymentState): ServiceDeploymentBrief {
  const { arn, target, createdAt, startedAt, finishedAt, status, statusReason } = deployment;
  return {
    serviceDeploymentArn: arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    targetServiceRevisionArn: target.arn,
    createdAt,
    startedAt,
    finishedAt,
    status,
    statusReason,
  };
}

function describe(service: ServiceState, deployment: DeploymentState): Omit<ServiceDeployment, 'lifecycleStage'> {
  const { configuration, target, sources, breaker, alarms, triggeredAlarms, hooks } = deployment;
  const { targetServiceRevisionArn: _, ...common } = brief(service, deployment);
  return {
    ...common,
    stoppedAt: deployment.stoppedAt,
    updatedAt: deployment.updatedAt,
    sourceServiceRevisions: sources.map((revision) => summary(service, revision)),
    targetServiceRevision: summary(service, target),
    ...{ lifecycleStage: deployment.lifecycleStage },
    lifecycleHookDetails: hooks.map(({ answer: _answer, ...detail }) => detail),
    deploymentConfiguration: configuration,
    rollback: deployment.rollback,
    deploymentCircuitBreaker: {
      status: breaker,
      failureCount: target.failureCount,
      threshold: breakerThreshold(configuration.deploymentCircuitBreaker, service.desiredCount),
    },
    alarms: {
      status: alarms,
      alarmNames: configuration.alarms?.alarmNames ?? [],
      triggeredAlarmNames: triggeredAlarms,
    },
  };
}

function summary(service: ServiceState, revision: Revision) {
  return { arn: revision.arn, ...counts(service, revision), requestedProductionTrafficWeight: revision.traffic };
}
