import {
  ApplicationAutoScalingClient,
  DeleteScheduledActionCommand,
  DeregisterScalableTargetCommand,
  type DeregisterScalableTargetCommandInput,
  PutScheduledActionCommand,
  type PutScheduledActionCommandInput,
  RegisterScalableTargetCommand,
  type RegisterScalableTargetCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { newIn } from '../../collections';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { isServiceFailure } from '../shared/failure-reason';
import { input, objects, omit, pick, text } from '../shared/properties';
import { tagMap, tagsOf } from '../shared/tags';

const KEY = ['ServiceNamespace', 'ResourceId', 'ScalableDimension'];

/** AWS::ApplicationAutoScaling::ScalableTarget. RegisterScalableTarget creates and updates it. */
export function scalableTarget({ clients }: ResourceTools): ResourceType {
  const register = async (before: JsonObject, after: JsonObject): Promise<PhysicalResource> => {
    const scaling = clients(ApplicationAutoScalingClient);
    const tags = tagsOf(after.Tags);
    await scaling.send(
      new RegisterScalableTargetCommand({
        ...input<RegisterScalableTargetCommandInput>(omit(after, ['ScheduledActions', 'Tags'])),
        ...(tags.length > 0 && Object.keys(before).length === 0 && { Tags: tagMap(tags) }),
      }),
    );
    await schedule(scaling, before, after);
    return made(after);
  };
  return {
    create: ({ properties }) => register({}, properties),
    update: ({ oldProperties, properties }) => register(oldProperties, properties),
    delete: async ({ properties }) => {
      const command = input<DeregisterScalableTargetCommandInput>(pick(properties, KEY));
      await clients(ApplicationAutoScalingClient)
        .send(new DeregisterScalableTargetCommand(command))
        .catch((error: unknown) => {
          if (!isServiceFailure(error) || error.name !== 'ObjectNotFoundException') throw error;
        });
    },
  };
}

/** `Ref` gives `resource|dimension|namespace`. */
function made({ ResourceId, ScalableDimension, ServiceNamespace }: JsonObject): PhysicalResource {
  const id = `${text(ResourceId)}|${text(ScalableDimension)}|${text(ServiceNamespace)}`;
  return { physicalId: id, attributes: { Id: id } };
}

async function schedule(scaling: ApplicationAutoScalingClient, before: JsonObject, after: JsonObject): Promise<void> {
  const [old, now] = [objects(before.ScheduledActions), objects(after.ScheduledActions)];
  const key = pick(after, KEY);
  for (const action of newIn(old, now)) {
    await scaling.send(new PutScheduledActionCommand(input<PutScheduledActionCommandInput>({ ...action, ...key })));
  }
  for (const { ScheduledActionName: name = '' } of old) {
    if (now.some((action) => action.ScheduledActionName === name)) continue;
    const command = { ...key, ScheduledActionName: name };
    await scaling.send(new DeleteScheduledActionCommand(input<PutScheduledActionCommandInput>(command)));
  }
}
