/** Waits for the deployment of an ECS service, and reports why it failed. */
import {
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeploymentBrief,
} from '@aws-sdk/client-ecs';
import type { LocalWorld } from '../../../world';
import { ResourceError } from '../resource-type';
import { until } from '../shared/until';

export interface ServiceLocation {
  ecs: ECSClient;
  world: LocalWorld;
  signal: AbortSignal;
  cluster: string | undefined;
  /** Its ARN. */
  service: string;
}

/** The latest service deployment. */
export async function newestDeployment({
  ecs,
  cluster,
  service,
}: ServiceLocation): Promise<ServiceDeploymentBrief | undefined> {
  const { serviceDeployments = [] } = await ecs.send(new ListServiceDeploymentsCommand({ cluster, service }));
  const began = ({ createdAt }: ServiceDeploymentBrief): number => createdAt?.getTime() ?? 0;
  return [...serviceDeployments].sort((left, right) => began(right) - began(left))[0];
}

/**
 * Resolves when the deployment has completed.
 * @param before ARN of the latest service deployment before the call that may have started another
 * @throws ResourceError with ECS's own reason if the deployment failed, was stopped or was rolled back
 */
export async function waitForDeployment(at: ServiceLocation, before?: string): Promise<void> {
  const { ecs, world, signal, cluster, service } = at;
  const end = await until(world, signal, async () => {
    const { services: [found] = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    const primary = found?.deployments?.find(({ status }) => status === 'PRIMARY');
    const newest = await newestDeployment(at);
    const arn = newest?.serviceDeploymentArn;
    if (arn === undefined || arn === before) {
      return primary?.rolloutState === 'IN_PROGRESS' ? undefined : { status: primary?.rolloutState };
    }
    const ended = newest?.status !== undefined && !IN_PROGRESS.includes(newest.status);
    return ended ? describe(ecs, arn, newest.status) : undefined;
  });
  if (end.status === 'SUCCESSFUL' || end.status === 'COMPLETED' || end.status === undefined) return;
  const reason = 'reason' in end && end.reason !== undefined ? end.reason : `The deployment ended as ${end.status}`;
  throw new ResourceError(
    `Resource handler returned message: "Error occurred during operation '${reason}'." (HandlerErrorCode: GeneralServiceException)`,
    service,
  );
}

const IN_PROGRESS: readonly string[] = [
  'PENDING',
  'IN_PROGRESS',
  'STOP_REQUESTED',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
];

async function describe(ecs: ECSClient, arn: string, status: string | undefined) {
  const { serviceDeployments: [deployment] = [] } = await ecs.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
  );
  return { status, reason: deployment?.statusReason };
}
