import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import type { ResourceTools, ResourceType } from '../resource-type';
import { generatedName } from '../shared/generated-name';
import { ignoreMissing } from '../shared/ignore-missing';
import { input, text } from '../shared/properties';

/** Characters of a statement's id. */
const ID_LIMIT = 100;

/** AWS::Lambda::Permission. A change of any property replaces it. */
export const permission = ({ clients }: ResourceTools): ResourceType => ({
  create: async ({ properties, stack, logicalId }) => {
    const StatementId = generatedName(stack.name, logicalId, ID_LIMIT);
    const command = { ...input<AddPermissionCommandInput>(properties), StatementId };
    await clients(LambdaClient).send(new AddPermissionCommand(command));
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },
  update: async ({ physicalId }) => ({ physicalId }),
  delete: ({ physicalId, properties }) =>
    ignoreMissing(
      clients(LambdaClient).send(
        new RemovePermissionCommand({ FunctionName: text(properties.FunctionName), StatementId: physicalId }),
      ),
    ),
});
