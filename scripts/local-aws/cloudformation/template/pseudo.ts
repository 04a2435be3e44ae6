/** The pseudo parameters of a stack. */
import type { Json } from '../../../../handlers/template-language/json';

export interface StackIdentity {
  id: string;
  name: string;
  region: string;
  accountId: string;
  notificationArns: readonly string[];
}

/** The value of `AWS::…`; undefined when there is no such pseudo parameter (`AWS::NoValue` is none here). */
export function pseudoParameter(name: string, stack: StackIdentity): Json | undefined {
  const [partition, suffix] = partitionOf(stack.region);
  switch (name) {
    case 'AWS::AccountId':
      return stack.accountId;
    case 'AWS::NotificationARNs':
      return [...stack.notificationArns];
    case 'AWS::Partition':
      return partition;
    case 'AWS::Region':
      return stack.region;
    case 'AWS::StackId':
      return stack.id;
    case 'AWS::StackName':
      return stack.name;
    case 'AWS::URLSuffix':
      return suffix;
    default:
      return undefined;
  }
}

/** A region's partition and its DNS suffix. */
export function partitionOf(region: string): [partition: string, suffix: string] {
  if (region.startsWith('cn-')) return ['aws-cn', 'amazonaws.com.cn'];
  if (region.startsWith('us-gov-')) return ['aws-us-gov', 'amazonaws.com'];
  return ['aws', 'amazonaws.com'];
}
