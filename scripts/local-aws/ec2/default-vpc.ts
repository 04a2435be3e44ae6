/** moto's default VPC is shut off; AWS's has an internet gateway, and a route to it in its main route table. */
import { createMoto, type Moto } from '../moto/ask';
import type { AwsService, Forward } from '../wire/messages';
import { textAt } from '../wire/xml-tree';

/** The same service; before the first request of a region its default VPC is opened. */
export type Opener = (service: AwsService) => AwsService;

export function createOpener(): Opener {
  const opened = new Map<string, Promise<void>>();
  const open = (forward: Forward, region: string): Promise<void> => {
    const opening = opened.get(region) ?? openDefaultVpc(createMoto(forward, region));
    opened.set(region, opening);
    return opening;
  };
  return (service) => async (request, forward) => {
    await open(forward, request.region);
    return service(request, forward);
  };
}

async function openDefaultVpc(moto: Moto): Promise<void> {
  const vpcs = await moto.ask('ec2', 'DescribeVpcs', { Filter: [{ Name: 'is-default', Value: ['true'] }] });
  const VpcId = textAt(vpcs, 'vpcSet', 'item', 'vpcId');
  if (VpcId === undefined) return;
  const gateway = await moto.ask('ec2', 'CreateInternetGateway', {});
  const id = textAt(gateway, 'internetGateway', 'internetGatewayId') ?? '';
  await moto.ask('ec2', 'AttachInternetGateway', { VpcId, InternetGatewayId: id });
  const tables = await moto.ask('ec2', 'DescribeRouteTables', {
    Filter: [
      { Name: 'vpc-id', Value: [VpcId] },
      { Name: 'association.main', Value: ['true'] },
    ],
  });
  const RouteTableId = textAt(tables, 'routeTableSet', 'item', 'routeTableId') ?? '';
  await moto.ask('ec2', 'CreateRoute', { RouteTableId, GatewayId: id, DestinationCidrBlock: '0.0.0.0/0' });
}
