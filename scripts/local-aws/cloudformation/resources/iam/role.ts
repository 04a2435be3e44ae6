import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  type Role,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { isEqual, newIn } from '../../collections';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { generatedName } from '../shared/generated-name';
import { ifFound } from '../shared/if-found';
import { ignoreMissing } from '../shared/ignore-missing';
import { objects, text, texts } from '../shared/properties';
import { changeTags, tagsOf } from '../shared/tags';
import { documentText } from './policy-document';

/** Characters of a role's name. */
const NAME_LIMIT = 64;
const DEFAULT_SESSION_SECONDS = 3600;

/** AWS::IAM::Role */
export function iamRole({ clients }: ResourceTools): ResourceType {
  const iam = (): IAMClient => clients(IAMClient);
  return {
    create: async ({ properties, stack, logicalId, announce }) => {
      const name = text(properties.RoleName) ?? generatedName(stack.name, logicalId, NAME_LIMIT);
      const { Role: role } = await iam().send(
        new CreateRoleCommand({
          RoleName: name,
          AssumeRolePolicyDocument: documentText(properties.AssumeRolePolicyDocument),
          Description: text(properties.Description),
          Path: text(properties.Path),
          PermissionsBoundary: text(properties.PermissionsBoundary),
          ...(properties.MaxSessionDuration !== undefined && {
            MaxSessionDuration: Number(properties.MaxSessionDuration),
          }),
          Tags: tagsOf(properties.Tags),
        }),
      );
      announce(name);
      await grant(iam(), name, {}, properties);
      return made(name, role);
    },
    update: async ({ physicalId, oldProperties, properties }) => {
      await change(iam(), physicalId, oldProperties, properties);
      await grant(iam(), physicalId, oldProperties, properties);
      await iam().send(
        new UpdateRoleCommand({
          RoleName: physicalId,
          Description: text(properties.Description) ?? '',
          MaxSessionDuration: Number(properties.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS),
        }),
      );
      const { Role: role } = await iam().send(new GetRoleCommand({ RoleName: physicalId }));
      return made(physicalId, role);
    },
    find: async ({ physicalId }) => {
      const found = await ifFound(iam().send(new GetRoleCommand({ RoleName: physicalId })));
      return found && made(physicalId, found.Role);
    },
    delete: ({ physicalId }) => ignoreMissing(removeRole(iam(), physicalId)),
  };
}

const made = (name: string, role: Role | undefined): PhysicalResource => ({
  physicalId: name,
  attributes: { Arn: role?.Arn ?? '', RoleId: role?.RoleId ?? '' },
});

async function change(iam: IAMClient, name: string, before: JsonObject, after: JsonObject): Promise<void> {
  if (!isEqual(before.AssumeRolePolicyDocument, after.AssumeRolePolicyDocument)) {
    const PolicyDocument = documentText(after.AssumeRolePolicyDocument);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument }));
  }
  if (before.PermissionsBoundary !== after.PermissionsBoundary) {
    const boundary = text(after.PermissionsBoundary);
    if (boundary === undefined) await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: name }));
    else await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: name, PermissionsBoundary: boundary }));
  }
  await changeTags(before.Tags, after.Tags, {
    untag: (TagKeys) => iam.send(new UntagRoleCommand({ RoleName: name, TagKeys })),
    tag: (Tags) => iam.send(new TagRoleCommand({ RoleName: name, Tags })),
  });
}

/** Changes the managed and inline policies of a role from those in `before` to those in `after`. */
async function grant(iam: IAMClient, name: string, before: JsonObject, after: JsonObject): Promise<void> {
  const [had, wanted] = [texts(before.ManagedPolicyArns), texts(after.ManagedPolicyArns)];
  for (const arn of newIn(had, wanted)) {
    await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: arn }));
  }
  for (const arn of newIn(wanted, had)) {
    await iam.send(new DetachRolePolicyCommand({ RoleName: name, PolicyArn: arn }));
  }
  const [old, inline] = [objects(before.Policies), objects(after.Policies)];
  for (const { PolicyName, PolicyDocument } of newIn(old, inline)) {
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: name,
        PolicyName: text(PolicyName),
        PolicyDocument: documentText(PolicyDocument),
      }),
    );
  }
  for (const { PolicyName } of old.filter(
    (policy) => !inline.some((other) => other.PolicyName === policy.PolicyName),
  )) {
    await iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: text(PolicyName) }));
  }
}

async function removeRole(iam: IAMClient, name: string): Promise<void> {
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: name }));
  for (const { PolicyArn } of AttachedPolicies)
    await iam.send(new DetachRolePolicyCommand({ RoleName: name, PolicyArn }));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: name }));
  for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName }));
  await iam.send(new DeleteRoleCommand({ RoleName: name }));
}
