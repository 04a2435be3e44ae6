/** What a caller has to acknowledge before CloudFormation makes something. */
import { AwsError } from '../../wire/errors';

/** @throws AwsError InsufficientCapabilitiesException naming what is missing. NAMED_IAM includes IAM. */
export function checkCapabilities(needed: readonly string[], given: readonly string[]): void {
  const missing = needed.filter(
    (capability) =>
      !given.includes(capability) && !(capability === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  );
  if (missing.length > 0) {
    throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${missing.join(', ')}]`);
  }
}
