import {
  ApplicationAutoScalingClient,
  DeleteScalingPolicyCommand,
  type DeleteScalingPolicyCommandInput,
  PutScalingPolicyCommand,
  type PutScalingPolicyCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { isServiceFailure } from '../shared/failure-reason';
import { input, omit, pick, text } from '../shared/properties';

const KEY = ['PolicyName', 'ServiceNamespace', 'ResourceId', 'ScalableDimension'];

/** AWS::ApplicationAutoScaling::ScalingPolicy. PutScalingPolicy creates and updates it. */
export function scalingPolicy({ clients }: ResourceTools): ResourceType {
  const put = async (properties: JsonObject): Promise<PhysicalResource> => {
    const command = input<PutScalingPolicyCommandInput>(withTarget(properties));
    const { PolicyARN = '' } = await clients(ApplicationAutoScalingClient).send(new PutScalingPolicyCommand(command));
    return { physicalId: PolicyARN, attributes: { Arn: PolicyARN } };
  };
  return {
    create: ({ properties }) => put(properties),
    update: async ({ physicalId, properties }) => {
      await put(properties);
      // The ARN of a policy stays the same. For other services than ECS, moto returns a new one each time.
      return { physicalId };
    },
    delete: async ({ properties }) => {
      const command = input<DeleteScalingPolicyCommandInput>(pick(withTarget(properties), KEY));
      await clients(ApplicationAutoScalingClient)
        .send(new DeleteScalingPolicyCommand(command))
        .catch((error: unknown) => {
          if (!isServiceFailure(error) || error.name !== 'ObjectNotFoundException') throw error;
        });
    },
  };
}

/** `ScalingTargetId` is the `Ref` of a scalable target. It replaces the three properties of which it consists. */
function withTarget(properties: JsonObject): JsonObject {
  const id = text(properties.ScalingTargetId);
  if (id === undefined) return properties;
  const [ResourceId = '', ScalableDimension = '', ServiceNamespace = ''] = id.split('|');
  return { ...omit(properties, ['ScalingTargetId']), ResourceId, ScalableDimension, ServiceNamespace };
}
