import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  IAMClient,
  ListPolicyVersionsCommand,
} from '@aws-sdk/client-iam';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { isEqual, newIn } from '../../collections';
import { ResourceError, type ResourceTools, type ResourceType } from '../resource-type';
import { generatedName } from '../shared/generated-name';
import { ignoreMissing } from '../shared/ignore-missing';
import { text, texts } from '../shared/properties';
import { documentText } from './policy-document';

/** Characters of a managed policy's name. */
const NAME_LIMIT = 128;

/** AWS::IAM::ManagedPolicy */
export function managedPolicy({ clients }: ResourceTools): ResourceType {
  const iam = (): IAMClient => clients(IAMClient);
  return {
    create: async ({ properties, stack, logicalId, announce }) => {
      const { Policy } = await iam().send(
        new CreatePolicyCommand({
          PolicyName: text(properties.ManagedPolicyName) ?? generatedName(stack.name, logicalId, NAME_LIMIT),
          PolicyDocument: documentText(properties.PolicyDocument),
          Description: text(properties.Description),
          Path: text(properties.Path),
        }),
      );
      const arn = Policy?.Arn;
      if (arn === undefined) throw new ResourceError('CreatePolicy returned no ARN');
      announce(arn);
      await attach(iam(), arn, {}, properties);
      return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: Policy?.PolicyId ?? '' } };
    },
    update: async ({ physicalId, oldProperties, properties }) => {
      if (!isEqual(oldProperties.PolicyDocument, properties.PolicyDocument)) await renew(iam(), physicalId, properties);
      await attach(iam(), physicalId, oldProperties, properties);
      return { physicalId, attributes: { PolicyArn: physicalId } };
    },
    delete: async ({ physicalId, properties }) => {
      await attach(iam(), physicalId, properties, {});
      await dropOldVersions(iam(), physicalId);
      await ignoreMissing(iam().send(new DeletePolicyCommand({ PolicyArn: physicalId })));
    },
  };
}

/** A policy has at most five versions, so older ones are deleted first. */
async function renew(iam: IAMClient, PolicyArn: string, properties: JsonObject): Promise<void> {
  await dropOldVersions(iam, PolicyArn);
  const PolicyDocument = documentText(properties.PolicyDocument);
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
}

async function dropOldVersions(iam: IAMClient, PolicyArn: string): Promise<void> {
  await ignoreMissing(
    iam.send(new ListPolicyVersionsCommand({ PolicyArn })).then(async ({ Versions = [] }) => {
      for (const { VersionId, IsDefaultVersion } of Versions) {
        if (!IsDefaultVersion) await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
      }
    }),
  );
}

async function attach(iam: IAMClient, PolicyArn: string, before: JsonObject, after: JsonObject): Promise<void> {
  const difference = (name: string, from: JsonObject, to: JsonObject): string[] =>
    newIn(texts(from[name]), texts(to[name]));
  for (const RoleName of difference('Roles', before, after))
    await iam.send(new AttachRolePolicyCommand({ PolicyArn, RoleName }));
  for (const UserName of difference('Users', before, after))
    await iam.send(new AttachUserPolicyCommand({ PolicyArn, UserName }));
  for (const GroupName of difference('Groups', before, after))
    await iam.send(new AttachGroupPolicyCommand({ PolicyArn, GroupName }));
  for (const RoleName of difference('Roles', after, before))
    await ignoreMissing(iam.send(new DetachRolePolicyCommand({ PolicyArn, RoleName })));
  for (const UserName of difference('Users', after, before))
    await ignoreMissing(iam.send(new DetachUserPolicyCommand({ PolicyArn, UserName })));
  for (const GroupName of difference('Groups', after, before))
    await ignoreMissing(iam.send(new DetachGroupPolicyCommand({ PolicyArn, GroupName })));
}
