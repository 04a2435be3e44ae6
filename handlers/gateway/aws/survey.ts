import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
  paginateListStacks,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import { type EC2Client, paginateDescribeSecurityGroups } from '@aws-sdk/client-ec2';
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  type ECSClient,
  paginateListClusters,
} from '@aws-sdk/client-ecs';
import {
  type ElasticLoadBalancingV2Client,
  type LoadBalancer as ElbLoadBalancer,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { TAG } from '../../contract';
import type { LoadBalancers } from '../world/load-balancers';
import type {
  ListedStack,
  SeenCluster,
  SeenGroup,
  SeenListener,
  SeenLoadBalancer,
  SeenStack,
  ServiceNetwork,
  StackResource,
  Survey,
} from '../world/survey';
import { isRestingIn } from './cloudformation';
import { isUnknownStack, unlessRefused } from './errors';
import { readEcsTags, readTags } from './tags';

/** DescribeClusters takes at most 100 clusters (ECS API reference). */
const DESCRIBED_AT_ONCE = 100;

/**
 * How many load balancers are looked at side by side. Elastic Load Balancing allows an account 40 reads at once and 10 in
 * each second after that ("Request throttling" in its user guide), and others read, too.
 */
const LOOKED_AT_ONCE = 8;

interface Clients {
  elb: ElasticLoadBalancingV2Client;
  ec2: EC2Client;
  ecs: ECSClient;
  cloudformation: CloudFormationClient;
}

/**
 * Calls: DescribeLoadBalancers, DescribeSecurityGroups, ListClusters, DescribeClusters, DescribeServices, ListStacks,
 * DescribeStacks, ListStackResources; and through `LoadBalancers` DescribeListeners, DescribeRules, DescribeTags.
 */
export class AwsSurvey implements Survey {
  readonly #clients: Clients;
  readonly #balancers: LoadBalancers;

  constructor(clients: Clients, balancers: LoadBalancers) {
    this.#clients = clients;
    this.#balancers = balancers;
  }

  async loadBalancers(): Promise<SeenLoadBalancer[]> {
    const named: ElbLoadBalancer[] = [];
    for await (const page of paginateDescribeLoadBalancers({ client: this.#clients.elb }, {})) {
      named.push(...(page.LoadBalancers ?? []).filter(hasOurName));
    }
    const tags = await this.#balancers.tags(named.map(({ LoadBalancerArn = '' }) => LoadBalancerArn));
    const ours = named.flatMap((one) => {
      const carried = tags.get(one.LoadBalancerArn ?? '') ?? {};
      return TAG.gateway in carried ? [{ one, carried }] : [];
    });
    const seen: SeenLoadBalancer[] = [];
    for (let next = 0; next < ours.length; next += LOOKED_AT_ONCE) {
      const some = ours.slice(next, next + LOOKED_AT_ONCE).map(async ({ one, carried }) => ({
        ...readLoadBalancer(one),
        tags: carried,
        listeners: await this.#listeners(one.LoadBalancerArn ?? ''),
      }));
      seen.push(...(await Promise.all(some)));
    }
    return seen;
  }

  async securityGroups(): Promise<SeenGroup[]> {
    const Filters = [{ Name: 'tag-key', Values: [TAG.gateway] }];
    const groups: SeenGroup[] = [];
    for await (const page of paginateDescribeSecurityGroups({ client: this.#clients.ec2 }, { Filters })) {
      for (const { GroupId = '', GroupName = '', VpcId = '', Tags } of page.SecurityGroups ?? []) {
        groups.push({ id: GroupId, name: GroupName, vpcId: VpcId, tags: readTags(Tags) });
      }
    }
    return groups;
  }

  async clusters(): Promise<SeenCluster[]> {
    const seen: SeenCluster[] = [];
    const pages = paginateListClusters({ client: this.#clients.ecs, pageSize: DESCRIBED_AT_ONCE }, {});
    for await (const { clusterArns = [] } of pages) {
      if (clusterArns.length === 0) continue;
      const command = new DescribeClustersCommand({ clusters: clusterArns, include: ['TAGS'] });
      const { clusters = [] } = await this.#clients.ecs.send(command);
      for (const { clusterName = '', status, tags } of clusters) {
        const carried = readEcsTags(tags);
        if (status === 'ACTIVE' && TAG.cluster in carried) {
          seen.push({ name: clusterName, tags: carried });
        }
      }
    }
    return seen;
  }

  async *listed(): AsyncIterable<readonly ListedStack[]> {
    const there = Object.values(StackStatus).filter((status) => status !== 'DELETE_COMPLETE');
    const pages = paginateListStacks({ client: this.#clients.cloudformation }, { StackStatusFilter: there });
    for await (const { StackSummaries = [] } of pages) {
      yield StackSummaries.flatMap((stack) => {
        const { StackId: id, StackStatus: status = '', LastUpdatedTime, CreationTime, DeletionTime } = stack;
        const state = isRestingIn(status) ? ('resting' as const) : ('busy' as const);
        const times = [LastUpdatedTime ?? CreationTime, DeletionTime].flatMap((time) => time?.toISOString() ?? []);
        return id ? [{ id, state, version: [status, ...times].join(' ') }] : [];
      });
    }
  }

  async stack(StackName: string): Promise<SeenStack> {
    try {
      const { Stacks: [stack] = [] } = await this.#clients.cloudformation.send(
        new DescribeStacksCommand({ StackName }),
      );
      const status = stack?.StackStatus ?? '';
      if (status === 'DELETE_COMPLETE') return { state: 'gone' };
      return isRestingIn(status) ? await this.restingStack(StackName) : { state: 'busy' };
    } catch (error) {
      return withoutAnswer(error);
    }
  }

  async restingStack(stackId: string): Promise<SeenStack> {
    try {
      return { state: 'resting', resources: await this.#resources(stackId) };
    } catch (error) {
      return withoutAnswer(error);
    }
  }

  async serviceNetwork(serviceArn: string): Promise<ServiceNetwork | undefined> {
    const [, cluster] = serviceArn.split('/');
    const command = new DescribeServicesCommand({ cluster, services: [serviceArn] });
    const { services = [] } = await unlessRefused(this.#clients.ecs.send(command), ['ClusterNotFound'], {
      services: [],
    });
    const network = services.find(({ status }) => status === 'ACTIVE')?.networkConfiguration?.awsvpcConfiguration;
    return network && { subnetIds: network.subnets ?? [], assignPublicIp: network.assignPublicIp ?? 'DISABLED' };
  }

  async #listeners(loadBalancerArn: string): Promise<SeenListener[]> {
    const listeners = await this.#balancers.listeners(loadBalancerArn);
    const rules = await Promise.all(listeners.map(({ arn }) => this.#balancers.rules(arn)));
    const tags = await this.#balancers.tags([
      ...listeners.map(({ arn }) => arn),
      ...rules.flatMap((some) => some.map(({ arn }) => arn)),
    ]);
    // A listener or rule that the map of tags lacks is gone by now.
    return listeners.flatMap((listener, position) => {
      const carried = tags.get(listener.arn);
      const on = (rules[position] ?? []).flatMap((rule) => {
        const own = tags.get(rule.arn);
        return own ? [{ ...rule, tags: own }] : [];
      });
      return carried ? [{ ...listener, tags: carried, rules: on }] : [];
    });
  }

  async #resources(StackName: string): Promise<StackResource[]> {
    const resources: StackResource[] = [];
    for await (const page of paginateListStackResources({ client: this.#clients.cloudformation }, { StackName })) {
      for (const one of page.StackResourceSummaries ?? []) {
        const { LogicalResourceId: logicalId = '', PhysicalResourceId: physicalId, ResourceType: type = '' } = one;
        if (physicalId && one.ResourceStatus !== 'DELETE_COMPLETE') {
          resources.push({ logicalId, physicalId, type });
        }
      }
    }
    return resources;
  }
}

const withoutAnswer = (error: unknown): SeenStack =>
  isUnknownStack(error)
    ? { state: 'gone' }
    : { state: 'unknown', reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };

/** All load balancers of cfn-express have had such a name from the first version on. The others' tags need not be read. */
const hasOurName = ({ LoadBalancerName = '', Type }: ElbLoadBalancer): boolean =>
  Type === 'application' && LoadBalancerName.startsWith('express-');

const readLoadBalancer = (one: ElbLoadBalancer): Omit<SeenLoadBalancer, 'tags' | 'listeners'> => ({
  arn: one.LoadBalancerArn ?? '',
  name: one.LoadBalancerName ?? '',
  dnsName: one.DNSName ?? '',
  hostedZoneId: one.CanonicalHostedZoneId ?? '',
  vpcId: one.VpcId ?? '',
  scheme: one.Scheme === 'internal' ? 'internal' : 'internet-facing',
  zones: Object.fromEntries(
    (one.AvailabilityZones ?? []).flatMap(({ ZoneName, SubnetId }) =>
      ZoneName && SubnetId ? [[ZoneName, SubnetId]] : [],
    ),
  ),
  securityGroupIds: one.SecurityGroups ?? [],
});
