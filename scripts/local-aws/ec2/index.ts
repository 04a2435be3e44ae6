/** EC2: moto's, with the dependencies that moto does not see. moto answers every operation that is not in the table. */
import type { Queue } from '../queue';
import { createService, inTurn } from '../service/operation';
import { ec2Format } from '../wire/format';
import type { AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import { createVpc } from './default-security-groups';
import { detachInternetGateway } from './internet-gateways';
import { deleteNatGateway } from './nat-gateways';
import { deleteNetworkInterface, describeNetworkInterfaces } from './network-interfaces';
import type { Ec2Operation } from './operation';
import { changingRules, deleteSecurityGroup } from './security-groups';
import { deleteSubnet } from './subnets';

/** Their checks must still hold when moto carries them out. */
const WRITES: Readonly<Record<string, Ec2Operation>> = {
  CreateVpc: createVpc,
  DeleteNatGateway: deleteNatGateway,
  DeleteNetworkInterface: deleteNetworkInterface,
  DeleteSecurityGroup: deleteSecurityGroup,
  DeleteSubnet: deleteSubnet,
  DetachInternetGateway: detachInternetGateway,
};

/** They change what a security group lets through. */
const RULES = [
  'AuthorizeSecurityGroupEgress',
  'AuthorizeSecurityGroupIngress',
  'ModifySecurityGroupRules',
  'RevokeSecurityGroupEgress',
  'RevokeSecurityGroupIngress',
];

/** @param queue shared with Elastic Load Balancing, which checks and uses security groups and interfaces */
export function createEc2({ network }: Pick<LocalWorld, 'network'>, queue: Queue): AwsService {
  const rules = RULES.map((name): [string, Ec2Operation] => [name, changingRules(network)]);
  return createService({
    format: ec2Format,
    operations: {
      ...inTurn(queue, WRITES),
      ...Object.fromEntries(rules),
      DescribeNetworkInterfaces: describeNetworkInterfaces,
    },
    createState: () => undefined,
  });
}
