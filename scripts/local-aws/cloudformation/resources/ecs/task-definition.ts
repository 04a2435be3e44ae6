import {
  DeregisterTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { ResourceError, type ResourceTools, type ResourceType } from '../resource-type';
import { generatedName } from '../shared/generated-name';
import { camelCase, input, text } from '../shared/properties';
import { updateTags } from './tags';

/** Maps whose keys are the user's own. */
const VERBATIM = ['DockerLabels', 'Options', 'DriverOpts', 'Labels'];

/** AWS::ECS::TaskDefinition: a revision. Every change except a change of tags registers a new revision. */
export const taskDefinition = ({ clients }: ResourceTools): ResourceType => ({
  create: async ({ properties, stack, logicalId }) => {
    const family = text(properties.Family) ?? generatedName(stack.name, logicalId);
    const command = camelCase(
      { ...properties, Family: family, ContainerDefinitions: properties.ContainerDefinitions ?? [] },
      VERBATIM,
    );
    const { taskDefinition: made } = await clients(ECSClient).send(
      new RegisterTaskDefinitionCommand(input<RegisterTaskDefinitionCommandInput>(command as JsonObject)),
    );
    const arn = made?.taskDefinitionArn;
    if (arn === undefined) throw new ResourceError('RegisterTaskDefinition returned no ARN');
    return { physicalId: arn, attributes: { TaskDefinitionArn: arn } };
  },
  update: async ({ physicalId, oldProperties, properties }) => {
    await updateTags(clients(ECSClient), physicalId, oldProperties, properties);
    return { physicalId, attributes: { TaskDefinitionArn: physicalId } };
  },
  delete: async ({ physicalId }) => {
    await clients(ECSClient)
      .send(new DeregisterTaskDefinitionCommand({ taskDefinition: physicalId }))
      .catch((error: Error) => {
        // ECS has no special exception for a revision that does not exist.
        if (error.name !== 'ClientException' && error.name !== 'InvalidParameterException') throw error;
      });
  },
});
