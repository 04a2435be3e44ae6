import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  type ECSClient,
  type Service,
  type ServiceRevisionSummary,
} from '@aws-sdk/client-ecs';
import type { DeploymentProgress, Services } from '../../world/services';
import { unlessRefused } from '../errors';

/** Calls: DescribeServices, DescribeServiceDeployments, DescribeServiceRevisions. */
export class EcsServices implements Services {
  readonly #client: ECSClient;

  constructor(client: ECSClient) {
    this.#client = client;
  }

  async liveTargetGroup(cluster: string, service: string): Promise<string | undefined> {
    const found = await this.#active(cluster, service);
    const revision = found && (await this.#liveRevision(found));
    return revision && (await this.#targetGroup(revision));
  }

  /** A deployment has an entry of its own until the tasks that it replaces are gone ("Deployment", ECS API reference). */
  async deploymentState(cluster: string, service: string): Promise<DeploymentProgress> {
    const found = await this.#active(cluster, service);
    if (!found) return 'no service';
    const { deployments = [] } = found;
    return deployments.length !== 1 || deployments[0]?.rolloutState === 'IN_PROGRESS' ? 'in progress' : 'over';
  }

  async #active(cluster: string, service: string): Promise<Service | undefined> {
    const command = new DescribeServicesCommand({ cluster, services: [service] });
    const { services = [] } = await unlessRefused(this.#client.send(command), ['ClusterNotFound'], { services: [] });
    return services.find(({ status }) => status === 'ACTIVE');
  }

  async #liveRevision({ currentServiceDeployment, currentServiceRevisions = [] }: Service) {
    if (currentServiceDeployment === undefined) {
      const [only, ...others] = currentServiceRevisions;
      return others.length === 0 ? only?.arn : undefined;
    }
    const command = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [currentServiceDeployment] });
    const { serviceDeployments: [deployment] = [] } = await this.#client.send(command);
    const { sourceServiceRevisions = [], targetServiceRevision } = deployment ?? {};
    return heaviest([...sourceServiceRevisions, ...(targetServiceRevision ? [targetServiceRevision] : [])])?.arn;
  }

  async #targetGroup(revision: string): Promise<string | undefined> {
    const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [revision] });
    const { serviceRevisions: [found] = [] } = await this.#client.send(command);
    return found?.resolvedConfiguration?.loadBalancers?.[0]?.targetGroupArn;
  }
}

/** The revision with more traffic than every other; undefined if two have the same share. */
function heaviest(revisions: readonly ServiceRevisionSummary[]): ServiceRevisionSummary | undefined {
  const weight = ({ requestedProductionTrafficWeight = 0 }: ServiceRevisionSummary): number =>
    requestedProductionTrafficWeight;
  const [first, second] = [...revisions].sort((one, other) => weight(other) - weight(one));
  return first && weight(first) > (second ? weight(second) : 0) ? first : undefined;
}
