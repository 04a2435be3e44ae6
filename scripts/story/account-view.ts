import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
} from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type TargetGroupTuple,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { TAG } from '../../handlers/contract';
import type { Item } from '../../handlers/gateway/world/store';
import { type Aws, connect } from '../aws';
import { readLedger, requireInstall } from '../install/ledger';
import { stackResources } from '../stacks/stacks';

/** One listener rule. */
export interface RuleView {
  arn: string;
  priority: number;
  /** Percent of the traffic by target group ARN. */
  shares: Record<string, number>;
}

/** One service, as AWS's APIs describe it. */
export interface ServiceView {
  serviceArn: string;
  image: string;
  running: number;
  blue: string;
  green: string;
  ruleArn: string;
  priority: number;
  /** Percent of the traffic. */
  shares: { blue: number; green: number };
  /** Ports of the registered targets. */
  targetPorts: { blue: number[]; green: number[] };
}

/** What an account contains, read through AWS's own APIs. Nothing here trusts the output of a command. */
export class AccountView {
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #ecs: ECSClient;
  readonly #ec2: EC2Client;
  readonly #aws: Aws;

  constructor(endpoint: string, region: string) {
    const config = { endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
    this.#elb = new ElasticLoadBalancingV2Client(config);
    this.#ecs = new ECSClient(config);
    this.#ec2 = new EC2Client(config);
    this.#aws = connect({ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region });
  }

  /** The ARNs of all load balancers of the account. */
  async loadBalancers(): Promise<string[]> {
    const { LoadBalancers = [] } = await this.#elb.send(new DescribeLoadBalancersCommand({}));
    return LoadBalancers.map(({ LoadBalancerArn = '' }) => LoadBalancerArn);
  }

  async listeners(LoadBalancerArn: string): Promise<string[]> {
    const { Listeners = [] } = await this.#elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
    return Listeners.map(({ ListenerArn = '' }) => ListenerArn);
  }

  /** The rules of all load balancers, without the default rules. */
  async rules(): Promise<RuleView[]> {
    const listeners = (await Promise.all((await this.loadBalancers()).map((arn) => this.listeners(arn)))).flat();
    const answers = await Promise.all(
      listeners.map((ListenerArn) => this.#elb.send(new DescribeRulesCommand({ ListenerArn }))),
    );
    return answers
      .flatMap(({ Rules = [] }) => Rules)
      .filter(({ IsDefault }) => !IsDefault)
      .map(({ RuleArn = '', Priority, Actions = [] }) => ({
        arn: RuleArn,
        priority: Number(Priority),
        shares: sharesOf(Actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? [])),
      }));
  }

  /** One service of a stack. @throws Error when a part of it is missing */
  async service(stack: string, block: string): Promise<ServiceView> {
    const physical = new Map(
      (await stackResources(this.#aws.cloudformation, stack)).map((resource) => [
        resource.LogicalResourceId ?? '',
        resource.PhysicalResourceId ?? '',
      ]),
    );
    const id = (suffix: string): string => required(physical.get(`${block}${suffix}`), `${block}${suffix} of ${stack}`);
    const [serviceArn, blue, green] = [id(''), id('Blue'), id('Green')];
    const rule = required(
      (await this.rules()).find(({ shares }) => blue in shares),
      `the rule of ${block}`,
    );
    const [cluster = ''] = serviceArn.split('/').slice(1);
    const { services = [] } = await this.#ecs.send(new DescribeServicesCommand({ cluster, services: [serviceArn] }));
    const { taskDefinition } = await this.#ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: services[0]?.taskDefinition }),
    );
    return {
      serviceArn,
      image: taskDefinition?.containerDefinitions?.[0]?.image ?? '',
      running: services[0]?.runningCount ?? 0,
      blue,
      green,
      ruleArn: rule.arn,
      priority: rule.priority,
      shares: { blue: rule.shares[blue] ?? -1, green: rule.shares[green] ?? -1 },
      targetPorts: { blue: await this.#ports(blue), green: await this.#ports(green) },
    };
  }

  async #ports(TargetGroupArn: string): Promise<number[]> {
    const { TargetHealthDescriptions = [] } = await this.#elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    return TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State !== 'draining').map(
      ({ Target }) => Target?.Port ?? 0,
    );
  }

  /** When CloudFormation last changed a resource of a stack (milliseconds since the epoch). */
  async touchedAt(stack: string, logicalId: string): Promise<number> {
    const resources = await stackResources(this.#aws.cloudformation, stack);
    const resource = resources.find(({ LogicalResourceId }) => LogicalResourceId === logicalId);
    return required(resource?.LastUpdatedTimestamp, `${logicalId} of ${stack}`).getTime();
  }

  /** The ids of the security groups that carry the project's tag. */
  async securityGroups(): Promise<string[]> {
    const Filters = [{ Name: 'tag-key', Values: [TAG.gateway] }];
    const { SecurityGroups = [] } = await this.#ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    return SecurityGroups.map(({ GroupId = '' }) => GroupId);
  }

  /** Whether a cluster of that name is active. */
  async cluster(name: string): Promise<boolean> {
    const { clusters = [] } = await this.#ecs.send(new DescribeClustersCommand({ clusters: [name] }));
    return clusters.some(({ status }) => status === 'ACTIVE');
  }

  async ledger(): Promise<Item[]> {
    return readLedger(this.#aws, await requireInstall(this.#aws));
  }
}

/** Weights are relative: for a canary of 5 %, ECS writes 950 and 50. */
function sharesOf(groups: TargetGroupTuple[]): Record<string, number> {
  const total = groups.reduce((sum, { Weight = 0 }) => sum + Weight, 0);
  return Object.fromEntries(
    groups.map(({ TargetGroupArn = '', Weight = 0 }) => [TargetGroupArn, (Weight / total) * 100]),
  );
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`AWS does not know ${what}.`);
  return value;
}
