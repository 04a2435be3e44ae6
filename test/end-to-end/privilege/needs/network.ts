import { objectsOf, textOf } from '../../../../scripts/local-aws/wire/query';
import { textAt } from '../../../../scripts/local-aws/wire/xml-tree';
import { requestTags } from '../tags';
import { type Needs, on, pairs, type QueryCall, type ReaderInput, tagged } from './reader-input';

/** Calls to EC2 that name resources. */
export function network({ given, answer }: QueryCall, input: ReaderInput): Needs {
  const arn = (type: string, id = ''): string => `arn:aws:ec2:${input.region}:${input.accountId}:${type}/${id}`;
  const [, operation = ''] = input.action.split(':');
  switch (operation) {
    case 'CreateSecurityGroup': {
      const brought = pairs(objectsOf(given.TagSpecification).flatMap(({ Tag }) => objectsOf(Tag)));
      const group = arn('security-group', (answer && textAt(answer, 'groupId')) ?? 'new');
      return [
        on(input, arn('vpc', textOf(given.VpcId))),
        { action: input.action, resource: group, context: requestTags(brought) },
        tagged(input, group, brought, 'ec2:CreateTags', 'ec2:CreateAction'),
      ];
    }
    case 'AuthorizeSecurityGroupIngress':
    case 'DeleteSecurityGroup':
      return [on(input, arn('security-group', textOf(given.GroupId)))];
    default:
      return undefined;
  }
}
