import { ResourceError, type ResourceTools, type ResourceType } from '../resource-type';
import { text } from '../shared/properties';

/** AWS::CloudFormation::Macro: registers a name for the `Transform` of templates of this account and region. */
export const macro = ({ macros }: ResourceTools): ResourceType => ({
  create: async ({ properties }) => {
    const name = text(properties.Name) ?? '';
    if (macros.has(name)) throw new ResourceError(`Macro ${name} already exists`);
    macros.set(name, text(properties.FunctionName) ?? '');
    return { physicalId: name, attributes: { Id: name } };
  },
  update: async ({ physicalId, properties }) => {
    macros.set(physicalId, text(properties.FunctionName) ?? '');
    return { physicalId };
  },
  delete: async ({ physicalId }) => {
    macros.delete(physicalId);
  },
});
