import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type RouteTable as Ec2RouteTable,
  type Subnet as Ec2Subnet,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSubnets,
  type Route,
} from '@aws-sdk/client-ec2';
import { UnusableNetworkError } from '../world/errors';
import type { Tags } from '../world/load-balancers';
import type { Network, RouteTable, Subnet } from '../world/network';
import { explainQuota, hasErrorCode, unlessRefused } from './errors';
import { writeTags } from './tags';

/** EC2 has two error codes for a security group that does not exist, or not yet. */
const NO_GROUP = ['InvalidGroup.NotFound', 'InvalidSecurityGroupID.NotFound'];

/**
 * Calls: DescribeSubnets, DescribeRouteTables, DescribeVpcs, CreateSecurityGroup (CreateTags on creation),
 * DescribeSecurityGroups, AuthorizeSecurityGroupIngress, DeleteSecurityGroup, DescribeNetworkInterfaces.
 */
export class Ec2 implements Network {
  readonly #client: EC2Client;

  constructor(client: EC2Client) {
    this.#client = client;
  }

  async subnets(ids: readonly string[]): Promise<Subnet[]> {
    try {
      const { Subnets = [] } = await this.#client.send(new DescribeSubnetsCommand({ SubnetIds: [...ids] }));
      return Subnets.map(readSubnet);
    } catch (error) {
      if (hasErrorCode(error, 'InvalidSubnetID.NotFound', 'InvalidSubnetID.Malformed', 'InvalidSubnetId.Malformed')) {
        throw new UnusableNetworkError(
          `NetworkConfiguration.Subnets: ${error.message}; give subnets of this account and Region`,
          {
            cause: error,
          },
        );
      }
      throw error;
    }
  }

  async subnetsOf(vpcId: string): Promise<Subnet[]> {
    const subnets: Subnet[] = [];
    for await (const page of paginateDescribeSubnets({ client: this.#client }, { Filters: [inVpc(vpcId)] })) {
      subnets.push(...(page.Subnets ?? []).map(readSubnet));
    }
    return subnets;
  }

  async routeTables(vpcId: string): Promise<RouteTable[]> {
    const tables: RouteTable[] = [];
    for await (const page of paginateDescribeRouteTables({ client: this.#client }, { Filters: [inVpc(vpcId)] })) {
      tables.push(...(page.RouteTables ?? []).map(readRouteTable));
    }
    return tables;
  }

  async defaultVpc(): Promise<string | undefined> {
    const Filters = [{ Name: 'is-default', Values: ['true'] }];
    const { Vpcs = [] } = await this.#client.send(new DescribeVpcsCommand({ Filters }));
    return Vpcs[0]?.VpcId;
  }

  async createSecurityGroup({ name, description, vpcId, port, tags }: Parameters<Network['createSecurityGroup']>[0]) {
    const command = new CreateSecurityGroupCommand({
      GroupName: name,
      Description: description,
      VpcId: vpcId,
      TagSpecifications: [{ ResourceType: 'security-group', Tags: writeTags(tags) }],
    });
    const made = await unlessRefused(
      explainQuota('a security group', this.#client.send(command)),
      ['InvalidGroup.Duplicate'],
      undefined,
    );
    const id = made?.GroupId ?? (await this.findSecurityGroup(name, vpcId, tags));
    return id && (await this.#admitEveryone(id, port)) ? id : 'not yet';
  }

  async findSecurityGroup(name: string, vpcId: string, tags: Tags): Promise<string | undefined> {
    const Filters = [
      inVpc(vpcId),
      { Name: 'group-name', Values: [name] },
      ...Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] })),
    ];
    const { SecurityGroups = [] } = await this.#client.send(new DescribeSecurityGroupsCommand({ Filters }));
    return SecurityGroups[0]?.GroupId;
  }

  async referencingGroups(id: string): Promise<number> {
    const command = new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'ip-permission.group-id', Values: [id] }] });
    const { SecurityGroups = [] } = await this.#client.send(command);
    return SecurityGroups.filter(({ GroupId }) => GroupId !== id).length;
  }

  async deleteSecurityGroup(GroupId: string): Promise<'gone' | 'in use'> {
    try {
      await this.#client.send(new DeleteSecurityGroupCommand({ GroupId }));
      return 'gone';
    } catch (error) {
      if (hasErrorCode(error, ...NO_GROUP)) return 'gone';
      if (hasErrorCode(error, 'DependencyViolation', 'InvalidGroup.InUse')) return 'in use';
      throw error;
    }
  }

  async interfaces(description: string): Promise<number> {
    const Filters = [{ Name: 'description', Values: [description] }];
    let count = 0;
    for await (const page of paginateDescribeNetworkInterfaces({ client: this.#client }, { Filters })) {
      count += page.NetworkInterfaces?.length ?? 0;
    }
    return count;
  }

  /** @returns false if EC2 does not see the group yet */
  async #admitEveryone(GroupId: string, port: number): Promise<boolean> {
    const command = new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: port,
          ToPort: port,
          IpRanges: [{ CidrIp: '0.0.0.0/0' }],
          Ipv6Ranges: [{ CidrIpv6: '::/0' }],
        },
      ],
    });
    const answer = await unlessRefused(this.#client.send(command), NO_GROUP, 'not yet' as const).catch((error) => {
      if (!hasErrorCode(error, 'InvalidPermission.Duplicate')) throw error;
    });
    return answer !== 'not yet';
  }
}

const inVpc = (vpcId: string) => ({ Name: 'vpc-id', Values: [vpcId] });

const readSubnet = ({ SubnetId = '', VpcId = '', AvailabilityZone = '', AvailabilityZoneId }: Ec2Subnet): Subnet => ({
  id: SubnetId,
  vpcId: VpcId,
  zone: AvailabilityZone,
  ...(AvailabilityZoneId !== undefined && { zoneId: AvailabilityZoneId }),
});

const readRouteTable = ({ Associations = [], Routes = [] }: Ec2RouteTable): RouteTable => ({
  main: Associations.some(({ Main }) => Main === true),
  subnetIds: Associations.flatMap(({ SubnetId }) => (SubnetId ? [SubnetId] : [])),
  toInternet: Routes.some(leadsToInternet),
});

/** A route to a deleted gateway stays, in the state `blackhole`. Egress-only gateways (`eigw-`) let nobody in. */
const leadsToInternet = ({ DestinationCidrBlock, DestinationIpv6CidrBlock, GatewayId, State }: Route): boolean =>
  State === 'active' &&
  (DestinationCidrBlock === '0.0.0.0/0' || DestinationIpv6CidrBlock === '::/0') &&
  (GatewayId?.startsWith('igw-') ?? false);
