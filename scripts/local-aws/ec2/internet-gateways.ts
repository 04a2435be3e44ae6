/** An internet gateway cannot be detached while a public load balancer is in the VPC; moto detaches it. */
import { AwsError } from '../wire/errors';
import { textOf } from '../wire/query';
import { membersAt, textAt } from '../wire/xml-tree';
import type { Ec2Operation } from './operation';

export const detachInternetGateway: Ec2Operation = async ({ moto, parameters, forward }) => {
  const id = textOf(parameters.VpcId) ?? '';
  const balancers = await moto.query('elasticloadbalancing', 'DescribeLoadBalancers', {});
  const isPublic = membersAt(balancers, 'LoadBalancers').some(
    (node) => textAt(node, 'VpcId') === id && textAt(node, 'Scheme') === 'internet-facing',
  );
  if (isPublic) {
    throw new AwsError(
      'DependencyViolation',
      `Network ${id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
    );
  }
  return forward();
};
