/** A security group that something uses cannot be deleted; moto deletes it. */
import type { Moto } from '../moto/ask';
import { AwsError } from '../wire/errors';
import { type QueryObject, textOf } from '../wire/query';
import { membersAt, textAt } from '../wire/xml-tree';
import { interfacesWhere } from './interfaces';

/** @throws AwsError DependencyViolation, when an interface or another group's rule uses the group */
export async function checkSecurityGroupUnused(moto: Moto, { GroupId, GroupName }: QueryObject): Promise<void> {
  const id = textOf(GroupId) ?? (await idOf(moto, textOf(GroupName) ?? ''));
  const used = (await interfacesWhere(moto, 'group-id', id)).length > 0 || (await isReferenced(moto, id));
  if (used) throw new AwsError('DependencyViolation', `resource ${id} has a dependent object`);
}

async function idOf(moto: Moto, name: string): Promise<string> {
  const answer = await moto.ask('ec2', 'DescribeSecurityGroups', { GroupName: [name] });
  return textAt(answer, 'securityGroupInfo', 'item', 'groupId') ?? '';
}

/** Some other group has a rule, inbound or outbound, that names this one. */
async function isReferenced(moto: Moto, id: string): Promise<boolean> {
  const answer = await moto.ask('ec2', 'DescribeSecurityGroups', {});
  return membersAt(answer, 'securityGroupInfo').some((group) => {
    if (textAt(group, 'groupId') === id) return false;
    const permissions = [...membersAt(group, 'ipPermissions'), ...membersAt(group, 'ipPermissionsEgress')];
    return permissions.some((permission) =>
      membersAt(permission, 'groups').some((pair) => textAt(pair, 'groupId') === id),
    );
  });
}
