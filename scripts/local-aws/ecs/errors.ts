/** The errors of ECS, in its own words. */
import { AwsError } from '../wire/errors';

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

export function clientError(message: string): AwsError {
  return new AwsError('ClientException', message);
}

export const clusterNotFound = () => new AwsError('ClusterNotFoundException', 'Cluster not found.');
export const clusterInactive = () => new AwsError('ClusterNotFoundException', 'The referenced cluster was inactive.');
export const serviceNotFound = () => new AwsError('ServiceNotFoundException', 'Service not found.');
export const serviceNotActive = () => new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
