import { objectsOf, textOf } from '../../../../scripts/local-aws/wire/query';
import { textAt } from '../../../../scripts/local-aws/wire/xml-tree';
import { requestTags } from '../tags';
import { type Needs, on, pairs, type Query, type Scene, tagged } from './scene';

/** Calls to EC2 that name resources. */
export function network({ given, answer }: Query, scene: Scene): Needs {
  const arn = (type: string, id = ''): string => `arn:aws:ec2:${scene.region}:${scene.accountId}:${type}/${id}`;
  const [, operation = ''] = scene.action.split(':');
  switch (operation) {
    case 'CreateSecurityGroup': {
      const brought = pairs(objectsOf(given.TagSpecification).flatMap(({ Tag }) => objectsOf(Tag)));
      const group = arn('security-group', (answer && textAt(answer, 'groupId')) ?? 'new');
      return [
        on(scene, arn('vpc', textOf(given.VpcId))),
        { action: scene.action, resource: group, context: requestTags(brought) },
        tagged(scene, group, brought, 'ec2:CreateTags', 'ec2:CreateAction'),
      ];
    }
    case 'AuthorizeSecurityGroupIngress':
    case 'DeleteSecurityGroup':
      return [on(scene, arn('security-group', textOf(given.GroupId)))];
    default:
      return undefined;
  }
}
