import { AwsError, validationError } from '../wire/errors';
import { kindOf } from './arns';

/** The error of a resource that does not exist; its ARN tells which kind it is. */
export function notFound(arn: string): AwsError {
  switch (kindOf(arn)) {
    case 'load balancer':
      return new AwsError('LoadBalancerNotFound', `Load balancer '${arn}' not found`);
    case 'target group':
      return new AwsError('TargetGroupNotFound', `Target group '${arn}' not found`);
    case 'listener':
      return new AwsError('ListenerNotFound', `Listener '${arn}' not found`);
    case 'rule':
      return new AwsError('RuleNotFound', `Rule '${arn}' not found`);
    default:
      return validationError(`'${arn}' is not a valid ARN`);
  }
}
