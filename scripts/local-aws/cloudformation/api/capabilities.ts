/** Capabilities: what a caller has to acknowledge before CloudFormation creates certain resources. */
import { AwsError } from '../../wire/errors';

/** @throws AwsError InsufficientCapabilitiesException that names the missing ones. NAMED_IAM includes IAM. */
export function checkCapabilities(needed: readonly string[], given: readonly string[]): void {
  const missing = needed.filter(
    (capability) =>
      !given.includes(capability) && !(capability === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  );
  if (missing.length > 0) {
    throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${missing.join(', ')}]`);
  }
}
