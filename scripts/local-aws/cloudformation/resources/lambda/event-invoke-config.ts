import {
  DeleteFunctionEventInvokeConfigCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
  type PutFunctionEventInvokeConfigCommandInput,
} from '@aws-sdk/client-lambda';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { ignoreMissing } from '../shared/ignore-missing';
import { input, text } from '../shared/properties';

/** AWS::Lambda::EventInvokeConfig. PutFunctionEventInvokeConfig creates and updates it. */
export function eventInvokeConfig({ clients }: ResourceTools): ResourceType {
  const put = async (properties: JsonObject): Promise<PhysicalResource> => {
    const command = input<PutFunctionEventInvokeConfigCommandInput>(properties);
    await clients(LambdaClient).send(new PutFunctionEventInvokeConfigCommand(command));
    return { physicalId: `${text(properties.FunctionName)}|${text(properties.Qualifier)}` };
  };
  return {
    create: ({ properties }) => put(properties),
    update: ({ properties }) => put(properties),
    delete: ({ properties }) =>
      ignoreMissing(
        clients(LambdaClient).send(
          new DeleteFunctionEventInvokeConfigCommand({
            FunctionName: text(properties.FunctionName),
            Qualifier: text(properties.Qualifier),
          }),
        ),
      ),
  };
}
