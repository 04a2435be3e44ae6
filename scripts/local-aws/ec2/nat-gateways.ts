/** NAT gateways: AWS deletes a gateway's interface with it, moto leaves it in the subnet. */
import type { MotoClient } from '../moto/client';
import { textOf } from '../wire/query';
import { membersAt, textAt } from '../wire/xml-tree';
import type { Ec2Operation } from './operation';

export const deleteNatGateway: Ec2Operation = async ({ moto, parameters, forward }) => {
  const interfaces = await interfacesOf(moto, textOf(parameters.NatGatewayId) ?? '');
  const answer = await forward();
  if (answer.status !== 200) return answer;
  for (const id of interfaces) await moto.query('ec2', 'DeleteNetworkInterface', { NetworkInterfaceId: id });
  return answer;
};

/** None if there is no such gateway. */
async function interfacesOf(moto: MotoClient, id: string): Promise<string[]> {
  const Filter = [{ Name: 'nat-gateway-id', Value: [id] }];
  const answer = await moto.query('ec2', 'DescribeNatGateways', { Filter });
  return membersAt(answer, 'natGatewaySet')
    .flatMap((gateway) => membersAt(gateway, 'natGatewayAddressSet'))
    .flatMap((address) => textAt(address, 'networkInterfaceId') ?? []);
}
