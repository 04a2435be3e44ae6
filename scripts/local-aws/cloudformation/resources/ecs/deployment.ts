/** Waits for an ECS service's deployment, and tells why one failed. */
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

export interface ServiceAt {
  ecs: ECSClient;
  world: LocalWorld;
  signal: AbortSignal;
  cluster: string | undefined;
  /** Its ARN. */
  service: string;
}

/** The service deployment that began last. */
export async function newestDeployment({
  ecs,
  cluster,
  service,
}: ServiceAt): Promise<ServiceDeploymentBrief | undefined> {
  const { serviceDeployments = [] } = await ecs.send(new ListServiceDeploymentsCommand({ cluster, service }));
  const began = ({ createdAt }: ServiceDeploymentBrief): number => createdAt?.getTime() ?? 0;
  return [...serviceDeployments].sort((left, right) => began(right) - began(left))[0];
}

/**
 * Resolves when the service is steady.
 * @param before the newest service deployment of before the call that may have begun another
 * @throws ResourceError with ECS's own reason when the deployment failed, was stopped or rolled back
 */
export async function settleDeployment(at: ServiceAt, before?: string): Promise<void> {
  const { ecs, world, signal, cluster, service } = at;
  const end = await until(world, signal, async () => {
    const { services: [found] = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    const primary = found?.deployments?.find(({ status }) => status === 'PRIMARY');
    const newest = await newestDeployment(at);
    const arn = newest?.serviceDeploymentArn;
    if (arn === undefined || arn === before)
      return primary?.rolloutState === 'IN_PROGRESS' ? undefined : { status: primary?.rolloutState };
    const ended = newest?.status !== undefined && !UNDER_WAY.includes(newest.status);
    return ended ? describe(ecs, arn, newest.status) : undefined;
  });
  if (end.status === 'SUCCESSFUL' || end.status === 'COMPLETED' || end.status === undefined) return;
  const reason = 'reason' in end && end.reason !== undefined ? end.reason : `The deployment ended as ${end.status}`;
  throw new ResourceError(
    `Resource handler returned message: "Error occurred during operation '${reason}'." (HandlerErrorCode: GeneralServiceException)`,
    service,
  );
}

const UNDER_WAY: readonly string[] = [
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
