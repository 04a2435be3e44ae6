/** The default VPC. In AWS it has an internet gateway, and its main route table has a route to it; moto's has neither. */
import { createMotoClient, type MotoClient } from '../moto/client';
import type { AwsService } from '../wire/messages';
import { textAt } from '../wire/xml-tree';
import { letInItself } from './default-security-groups';

/**
 * Wraps services: before the first request that one of them gets in a region, the region's default VPC is given its
 * internet gateway, and its default security group its rule.
 */
export function createDefaultVpcOpener(): (service: AwsService) => AwsService {
  const opened = new Map<string, Promise<void>>();
  return (service) => async (request, forward) => {
    const { region } = request;
    const opening = opened.get(region) ?? openDefaultVpc(createMotoClient(forward, request));
    opened.set(region, opening);
    await opening;
    return service(request, forward);
  };
}

async function openDefaultVpc(moto: MotoClient): Promise<void> {
  const vpcs = await moto.query('ec2', 'DescribeVpcs', { Filter: [{ Name: 'is-default', Value: ['true'] }] });
  const VpcId = textAt(vpcs, 'vpcSet', 'item', 'vpcId');
  if (VpcId === undefined) return;
  await letInItself(moto, VpcId);
  const gateway = await moto.query('ec2', 'CreateInternetGateway', {});
  const id = textAt(gateway, 'internetGateway', 'internetGatewayId') ?? '';
  await moto.query('ec2', 'AttachInternetGateway', { VpcId, InternetGatewayId: id });
  const tables = await moto.query('ec2', 'DescribeRouteTables', {
    Filter: [
      { Name: 'vpc-id', Value: [VpcId] },
      { Name: 'association.main', Value: ['true'] },
    ],
  });
  const RouteTableId = textAt(tables, 'routeTableSet', 'item', 'routeTableId') ?? '';
  await moto.query('ec2', 'CreateRoute', { RouteTableId, GatewayId: id, DestinationCidrBlock: '0.0.0.0/0' });
}
