import { randomBytes } from 'node:crypto';
import {
  DeleteGroupPolicyCommand,
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { ResourceError, type ResourceTools, type ResourceType } from '../resource-type';
import { ignoreMissing } from '../shared/ignore-missing';
import { text, texts } from '../shared/properties';
import { documentText } from './policy-document';

/** AWS::IAM::Policy: the same inline policy for every role, user and group that it names. */
export function iamPolicy({ clients }: ResourceTools): ResourceType {
  const iam = (): IAMClient => clients(IAMClient);
  const put = async (properties: JsonObject): Promise<void> => {
    const policy = { PolicyName: text(properties.PolicyName), PolicyDocument: documentText(properties.PolicyDocument) };
    for (const RoleName of texts(properties.Roles)) await iam().send(new PutRolePolicyCommand({ ...policy, RoleName }));
    for (const UserName of texts(properties.Users)) await iam().send(new PutUserPolicyCommand({ ...policy, UserName }));
    for (const GroupName of texts(properties.Groups))
      await iam().send(new PutGroupPolicyCommand({ ...policy, GroupName }));
  };
  const remove = async (properties: JsonObject, kept: JsonObject = {}): Promise<void> => {
    const PolicyName = text(properties.PolicyName);
    const dropped = (name: string): string[] =>
      texts(properties[name]).filter((holder) => PolicyName !== kept.PolicyName || !texts(kept[name]).includes(holder));
    for (const RoleName of dropped('Roles'))
      await ignoreMissing(iam().send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
    for (const UserName of dropped('Users'))
      await ignoreMissing(iam().send(new DeleteUserPolicyCommand({ UserName, PolicyName })));
    for (const GroupName of dropped('Groups'))
      await ignoreMissing(iam().send(new DeleteGroupPolicyCommand({ GroupName, PolicyName })));
  };
  return {
    create: async ({ stack, properties }) => {
      if (['Roles', 'Users', 'Groups'].every((holders) => texts(properties[holders]).length === 0)) {
        throw new ResourceError('At least one of [Groups,Roles,Users] must be non-empty.');
      }
      const physicalId = `${stack.name.slice(0, 4)}-${text(properties.PolicyName)?.slice(0, 4)}-${randomBytes(6).toString('hex').toUpperCase()}`;
      await put(properties);
      return { physicalId, attributes: { Id: physicalId } };
    },
    update: async ({ physicalId, oldProperties, properties }) => {
      await put(properties);
      await remove(oldProperties, properties);
      return { physicalId, attributes: { Id: physicalId } };
    },
    delete: ({ properties }) => remove(properties),
  };
}
