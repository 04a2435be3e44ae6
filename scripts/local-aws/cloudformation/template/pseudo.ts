/** The values of pseudo parameters. */

import type { Json } from '../../../../handlers/template-language/json';
import { dnsSuffixOf, partitionOf } from '../../../../handlers/template-language/region';

export interface StackIdentity {
  id: string;
  name: string;
  region: string;
  accountId: string;
  notificationArns: readonly string[];
}

/** The value of `AWS::…`; undefined for `AWS::NoValue`, and if there is no such pseudo parameter. */
export function pseudoParameter(name: string, stack: StackIdentity): Json | undefined {
  switch (name) {
    case 'AWS::AccountId':
      return stack.accountId;
    case 'AWS::NotificationARNs':
      return [...stack.notificationArns];
    case 'AWS::Partition':
      return partitionOf(stack.region);
    case 'AWS::Region':
      return stack.region;
    case 'AWS::StackId':
      return stack.id;
    case 'AWS::StackName':
      return stack.name;
    case 'AWS::URLSuffix':
      return dnsSuffixOf(stack.region);
    default:
      return undefined;
  }
}
