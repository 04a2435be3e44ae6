/** Security groups: one that is in use cannot be deleted, though moto deletes it; and load balancing learns of changed rules. */
import type { MotoClient } from '../moto/client';
import type { LocalNetwork } from '../network';
import { AwsError } from '../wire/errors';
import { textOf } from '../wire/query';
import { membersAt, textAt } from '../wire/xml-tree';
import { interfacesWhere } from './network-interfaces';
import type { Ec2Operation } from './operation';

/** An interface uses the groups that it is in, and a group uses the groups that its rules name. */
export const deleteSecurityGroup: Ec2Operation = async ({ moto, parameters: { GroupId, GroupName }, forward }) => {
  const id = textOf(GroupId) ?? (await idOf(moto, textOf(GroupName) ?? ''));
  const used = (await interfacesWhere(moto, 'group-id', id)).length > 0 || (await isReferenced(moto, id));
  if (used) throw new AwsError('DependencyViolation', `resource ${id} has a dependent object`);
  return forward();
};

async function idOf(moto: MotoClient, name: string): Promise<string> {
  const answer = await moto.query('ec2', 'DescribeSecurityGroups', { GroupName: [name] });
  return textAt(answer, 'securityGroupInfo', 'item', 'groupId') ?? '';
}

/** Whether another group has a rule, inbound or outbound, that names this group. */
async function isReferenced(moto: MotoClient, id: string): Promise<boolean> {
  const answer = await moto.query('ec2', 'DescribeSecurityGroups', {});
  return membersAt(answer, 'securityGroupInfo').some((group) => {
    if (textAt(group, 'groupId') === id) return false;
    const permissions = [...membersAt(group, 'ipPermissions'), ...membersAt(group, 'ipPermissionsEgress')];
    return permissions.some((permission) =>
      membersAt(permission, 'groups').some((pair) => textAt(pair, 'groupId') === id),
    );
  });
}

/** moto's answer; load balancing knows the new rules before it goes out. */
export function changingRules(network: LocalNetwork): Ec2Operation {
  return async ({ parameters: { GroupId }, forward }) => {
    const answer = await forward();
    if (answer.status === 200) await network.securityGroupChanged(textOf(GroupId));
    return answer;
  };
}
