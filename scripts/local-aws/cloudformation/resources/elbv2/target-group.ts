import {
  AddTagsCommand,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  type ModifyTargetGroupCommandInput,
  RegisterTargetsCommand,
  RemoveTagsCommand,
  type TargetDescription,
  type TargetGroupAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { isEqual, newIn } from '../../collections';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { deleteWhenFree } from '../shared/delete-when-free';
import { generatedName } from '../shared/generated-name';
import { input, objects, omit, pick, text } from '../shared/properties';
import { changeTags } from '../shared/tags';

/** Characters of a target group's name. */
const NAME_LIMIT = 32;

const HEALTH_CHECK = [
  'HealthCheckEnabled',
  'HealthCheckIntervalSeconds',
  'HealthCheckPath',
  'HealthCheckPort',
  'HealthCheckProtocol',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
  'Matcher',
];

/** AWS::ElasticLoadBalancingV2::TargetGroup */
export function targetGroup(tools: ResourceTools): ResourceType {
  const elb = (): ElasticLoadBalancingV2Client => tools.clients(ElasticLoadBalancingV2Client);
  return {
    create: async ({ properties, stack, logicalId, announce }) => {
      const Name = text(properties.Name) ?? generatedName(stack.name, logicalId, NAME_LIMIT);
      const command = omit(properties, ['Targets', 'TargetGroupAttributes']);
      const { TargetGroups: [group] = [] } = await elb().send(
        new CreateTargetGroupCommand({ ...input<CreateTargetGroupCommandInput>(command), Name }),
      );
      const arn = group?.TargetGroupArn ?? '';
      announce(arn);
      await setAttributes(elb(), arn, {}, properties);
      await setTargets(elb(), arn, {}, properties);
      return made(elb(), arn);
    },
    update: async ({ physicalId, oldProperties, properties }) => {
      const [before, after] = [pick(oldProperties, HEALTH_CHECK), pick(properties, HEALTH_CHECK)];
      if (!isEqual(before, after)) {
        const command = { ...after, TargetGroupArn: physicalId };
        await elb().send(new ModifyTargetGroupCommand(input<ModifyTargetGroupCommandInput>(command)));
      }
      await setAttributes(elb(), physicalId, oldProperties, properties);
      await setTargets(elb(), physicalId, oldProperties, properties);
      await updateTags(elb(), physicalId, oldProperties, properties);
      return made(elb(), physicalId);
    },
    delete: ({ physicalId, signal }) =>
      deleteWhenFree(tools, signal, () => elb().send(new DeleteTargetGroupCommand({ TargetGroupArn: physicalId }))),
  };
}

async function setAttributes(
  elb: ElasticLoadBalancingV2Client,
  TargetGroupArn: string,
  before: JsonObject,
  after: JsonObject,
): Promise<void> {
  const Attributes = newIn(objects(before.TargetGroupAttributes), objects(after.TargetGroupAttributes));
  if (Attributes.length === 0) return;
  const command = { TargetGroupArn, Attributes: Attributes.map((attribute) => input<TargetGroupAttribute>(attribute)) };
  await elb.send(new ModifyTargetGroupAttributesCommand(command));
}

async function setTargets(
  elb: ElasticLoadBalancingV2Client,
  TargetGroupArn: string,
  before: JsonObject,
  after: JsonObject,
): Promise<void> {
  const difference = (from: JsonObject, to: JsonObject): TargetDescription[] =>
    newIn(objects(from.Targets), objects(to.Targets)).map((target) => input<TargetDescription>(target));
  const [added, gone] = [difference(before, after), difference(after, before)];
  if (added.length > 0) await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: added }));
  if (gone.length > 0) await elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: gone }));
}

async function updateTags(
  elb: ElasticLoadBalancingV2Client,
  arn: string,
  before: JsonObject,
  after: JsonObject,
): Promise<void> {
  await changeTags(before.Tags, after.Tags, {
    untag: (TagKeys) => elb.send(new RemoveTagsCommand({ ResourceArns: [arn], TagKeys })),
    tag: (Tags) => elb.send(new AddTagsCommand({ ResourceArns: [arn], Tags })),
  });
}

async function made(elb: ElasticLoadBalancingV2Client, arn: string): Promise<PhysicalResource> {
  const { TargetGroups: [group] = [] } = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }));
  return {
    physicalId: arn,
    attributes: {
      TargetGroupArn: arn,
      TargetGroupFullName: arn.slice(arn.lastIndexOf(':') + 1),
      TargetGroupName: group?.TargetGroupName ?? '',
      LoadBalancerArns: group?.LoadBalancerArns ?? [],
    },
  };
}
