import type { ResourceRequest } from '../protocol/resource';
import { OutOfTimeError } from '../world/errors';
import type { World } from '../world/world';

/**
 * Whether CloudFormation takes a failed update back with this request; false if it does not say.
 * @throws OutOfTimeError if it throttles the question: another run asks again
 */
export async function isTakenBack({ stacks }: World, { RequestType, StackId }: ResourceRequest): Promise<boolean> {
  if (RequestType !== 'Update') return false;
  try {
    return await stacks.isRollingBack(StackId);
  } catch (error) {
    if (error instanceof OutOfTimeError) throw error;
    return false;
  }
}
