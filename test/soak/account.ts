import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  paginateDescribeRules,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DEFAULT_CLUSTER_NAME, TAG } from '../../handlers/contract';
import { marshalMap, unmarshalItem } from '../../handlers/gateway/aws/dynamodb/marshal';
import type { Item } from '../../handlers/gateway/world/store';
import type { LocalAws } from '../../scripts/local-aws';

/** The ledger's table. */
export const TABLE = 'ledger';

/** BatchWriteItem takes at most 25 (API reference). */
const WRITTEN_AT_ONCE = 25;

/** The account as users, other resources of their stacks and the final check see it. Their calls never meet a fault. */
export class SoakAccount {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly #ec2: EC2Client;
  readonly #ecs: ECSClient;
  readonly #dynamo: DynamoDBClient;

  constructor({ endpoint, region }: Pick<LocalAws, 'endpoint' | 'region'>) {
    const config = { endpoint, region, credentials: { accessKeyId: 'user', secretAccessKey: 'user' } };
    this.elb = new ElasticLoadBalancingV2Client(config);
    this.#ec2 = new EC2Client(config);
    this.#ecs = new ECSClient(config);
    this.#dynamo = new DynamoDBClient(config);
  }

  /** As templates/express.yaml makes it. */
  async createTable(): Promise<void> {
    await this.#dynamo.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'PK', AttributeType: 'S' },
          { AttributeName: 'SK', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
      }),
    );
  }

  /** The default VPC's subnets. */
  async subnetIds(): Promise<string[]> {
    const { Subnets = [] } = await this.#ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] }),
    );
    return Subnets.map(({ SubnetId = '' }) => SubnetId).sort();
  }

  /** @returns its ARN */
  async createTargetGroup(Name: string, VpcId: string): Promise<string> {
    const { TargetGroups: [made] = [] } = await this.elb.send(
      new CreateTargetGroupCommand({ Name, VpcId, Protocol: 'HTTP', Port: 80, TargetType: 'ip' }),
    );
    return made?.TargetGroupArn ?? '';
  }

  async deleteTargetGroup(TargetGroupArn: string): Promise<void> {
    await this.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
  }

  async loadBalancers(): Promise<string[]> {
    const { LoadBalancers = [] } = await this.elb.send(new DescribeLoadBalancersCommand({}));
    return LoadBalancers.map(({ LoadBalancerArn = '' }) => LoadBalancerArn);
  }

  /** Every rule of every listener except the default ones, with the ARN of its load balancer. */
  async rules(): Promise<{ loadBalancerArn: string; rule: Rule }[]> {
    const all: { loadBalancerArn: string; rule: Rule }[] = [];
    for (const loadBalancerArn of await this.loadBalancers()) {
      for await (const { Listeners = [] } of paginateDescribeListeners(
        { client: this.elb },
        { LoadBalancerArn: loadBalancerArn },
      )) {
        for (const { ListenerArn } of Listeners) {
          for await (const { Rules = [] } of paginateDescribeRules({ client: this.elb }, { ListenerArn })) {
            all.push(...Rules.filter(({ IsDefault }) => !IsDefault).map((rule) => ({ loadBalancerArn, rule })));
          }
        }
      }
    }
    return all;
  }

  async tags(arn: string): Promise<Record<string, string>> {
    const { TagDescriptions: [found] = [] } = await this.elb.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
    return Object.fromEntries((found?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  }

  async ledger(): Promise<Item[]> {
    const items: Item[] = [];
    for await (const { Items = [] } of paginateScan({ client: this.#dynamo }, { TableName: TABLE })) {
      items.push(...Items.map(unmarshalItem));
    }
    return items;
  }

  /** Puts items into the ledger as they are. */
  async write(items: readonly Item[]): Promise<void> {
    for (let done = 0; done < items.length; done += WRITTEN_AT_ONCE) {
      const requests = items
        .slice(done, done + WRITTEN_AT_ONCE)
        .map((item) => ({ PutRequest: { Item: marshalMap(item) } }));
      await this.#dynamo.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
    }
  }

  /** All that is left of what the function makes. */
  async remains(): Promise<string[]> {
    const Filters = [{ Name: 'tag-key', Values: [TAG.gateway] }];
    const { SecurityGroups = [] } = await this.#ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    const { NetworkInterfaces = [] } = await this.#ec2.send(new DescribeNetworkInterfacesCommand({}));
    const { clusters = [] } = await this.#ecs.send(new DescribeClustersCommand({ clusters: [DEFAULT_CLUSTER_NAME] }));
    return [
      ...(await this.loadBalancers()),
      ...SecurityGroups.map(({ GroupId }) => `security group ${GroupId}`),
      ...NetworkInterfaces.map(({ Description }) => `network interface ${Description}`),
      ...clusters.filter(({ status }) => status === 'ACTIVE').map(({ clusterName }) => `cluster ${clusterName}`),
      ...(await this.ledger()).map(({ PK, SK }) => `ledger ${PK} ${SK}`),
    ];
  }
}
