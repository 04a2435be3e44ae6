/** EC2: moto's, with the dependencies that it does not see. Other operations go to moto as they are. */
import { createMoto, type Moto } from '../moto/ask';
import type { Queue } from '../queue';
import { AwsError } from '../wire/errors';
import type { AwsRequest, AwsResponse, AwsService, Forward } from '../wire/messages';
import { parseQuery, type QueryObject, textOf } from '../wire/query';
import { xmlResponse } from '../wire/xml';
import { membersAt, parseXml, textAt, writeXml } from '../wire/xml-tree';
import { interfacesWhere, isLoadBalancers, writeAsOwned } from './interfaces';
import { deleteNatGateway } from './nat-gateways';
import { checkSecurityGroupUnused } from './security-groups';

/** Throws when AWS would refuse; the request then goes to moto. */
type Check = (moto: Moto, parameters: QueryObject) => Promise<void>;

const CHECKS: Readonly<Record<string, Check>> = {
  DeleteSecurityGroup: checkSecurityGroupUnused,

  async DeleteNetworkInterface(moto, { NetworkInterfaceId }) {
    const id = textOf(NetworkInterfaceId) ?? '';
    const [node] = await interfacesWhere(moto, 'network-interface-id', id);
    if (node === undefined || !isLoadBalancers(node)) return;
    throw new AwsError('InvalidParameterValue', `Network interface '${id}' is currently in use.`);
  },

  async DeleteSubnet(moto, { SubnetId }) {
    const id = textOf(SubnetId) ?? '';
    if ((await interfacesWhere(moto, 'subnet-id', id)).length === 0) return;
    throw new AwsError('DependencyViolation', `The subnet '${id}' has dependencies and cannot be deleted.`);
  },

  async DetachInternetGateway(moto, { VpcId }) {
    const id = textOf(VpcId) ?? '';
    const balancers = await moto.ask('elasticloadbalancing', 'DescribeLoadBalancers', {});
    const isPublic = membersAt(balancers, 'LoadBalancers').some(
      (node) => textAt(node, 'VpcId') === id && textAt(node, 'Scheme') === 'internet-facing',
    );
    if (!isPublic) return;
    throw new AwsError(
      'DependencyViolation',
      `Network ${id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
    );
  },
};

/** @param queue shared with Elastic Load Balancing */
export function createEc2(queue: Queue): AwsService {
  return (request, forward) => {
    const check = CHECKS[request.operation ?? ''];
    if (check !== undefined) {
      return queue(async () => {
        await check(createMoto(forward, request.region), parseQuery(request.body));
        return forward(request);
      });
    }
    if (request.operation === 'DeleteNatGateway') return queue(() => deleteNatGateway(request, forward));
    return request.operation === 'DescribeNetworkInterfaces'
      ? describeNetworkInterfaces(request, forward)
      : forward(request);
  };
}

async function describeNetworkInterfaces(request: AwsRequest, forward: Forward): Promise<AwsResponse> {
  const answer = await forward(request);
  if (answer.status !== 200) return answer;
  const root = parseXml(answer.body.toString());
  for (const node of membersAt(root, 'networkInterfaceSet')) if (isLoadBalancers(node)) writeAsOwned(node);
  return xmlResponse(200, writeXml(root));
}
