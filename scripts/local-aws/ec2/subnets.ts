/** A subnet that has an interface cannot be deleted; moto deletes it. */
import { AwsError } from '../wire/errors';
import { textOf } from '../wire/query';
import { interfacesWhere } from './network-interfaces';
import type { Ec2Operation } from './operation';

export const deleteSubnet: Ec2Operation = async ({ moto, parameters, forward }) => {
  const id = textOf(parameters.SubnetId) ?? '';
  if ((await interfacesWhere(moto, 'subnet-id', id)).length > 0) {
    throw new AwsError('DependencyViolation', `The subnet '${id}' has dependencies and cannot be deleted.`);
  }
  return forward();
};
