import type { ResourceRequest } from '../protocol/resource';
import type { World } from '../world/world';

/** Whether CloudFormation takes a failed update back with this request; false if it does not say. */
export async function isTakenBack({ stacks }: World, { RequestType, StackId }: ResourceRequest): Promise<boolean> {
  if (RequestType !== 'Update') return false;
  try {
    return await stacks.isRollingBack(StackId);
  } catch {
    return false;
  }
}
