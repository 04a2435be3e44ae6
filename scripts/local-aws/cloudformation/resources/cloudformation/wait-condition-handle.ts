import type { ResourceTools, ResourceType } from '../resource-type';
import { generatedName } from '../shared/generated-name';

/** AWS::CloudFormation::WaitConditionHandle, as it is mostly used: a placeholder resource that does nothing. */
export const waitConditionHandle = ({ world }: ResourceTools): ResourceType => ({
  properties: [],
  create: async ({ stack, logicalId }) => {
    const physicalId = `${world.endpoint}/wait-condition/${generatedName(stack.name, logicalId)}`;
    return { physicalId, attributes: { Id: physicalId } };
  },
  update: async ({ physicalId }) => ({ physicalId }),
  delete: async () => {},
});
