/** NAT gateways: AWS takes a gateway's interface away with it, moto leaves it in the subnet. */
import { createMoto, type Moto } from '../moto/ask';
import type { AwsRequest, AwsResponse, Forward } from '../wire/messages';
import { parseQuery, textOf } from '../wire/query';
import { membersAt, textAt } from '../wire/xml-tree';

export async function deleteNatGateway(request: AwsRequest, forward: Forward): Promise<AwsResponse> {
  const moto = createMoto(forward, request.region);
  const interfaces = await interfacesOf(moto, textOf(parseQuery(request.body).NatGatewayId) ?? '');
  const answer = await forward(request);
  if (answer.status !== 200) return answer;
  for (const id of interfaces) await moto.ask('ec2', 'DeleteNetworkInterface', { NetworkInterfaceId: id });
  return answer;
}

/** None when there is no such gateway. */
async function interfacesOf(moto: Moto, id: string): Promise<string[]> {
  const Filter = [{ Name: 'nat-gateway-id', Value: [id] }];
  const answer = await moto.ask('ec2', 'DescribeNatGateways', { Filter });
  return membersAt(answer, 'natGatewaySet')
    .flatMap((gateway) => membersAt(gateway, 'natGatewayAddressSet'))
    .flatMap((address) => textAt(address, 'networkInterfaceId') ?? []);
}
