import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { SdkClients } from '../service/clients';

/** Calls a Lambda function. `Event` returns at once, without a payload. */
export type Invoke = (
  functionName: string,
  payload: string,
  mode: 'Event' | 'RequestResponse',
) => Promise<{ payload: string; functionError?: string }>;

export const createInvoke =
  (clients: SdkClients): Invoke =>
  async (functionName, payload, mode) => {
    const command = new InvokeCommand({
      FunctionName: functionName,
      InvocationType: mode,
      Payload: Buffer.from(payload),
    });
    const { Payload, FunctionError } = await clients(LambdaClient).send(command);
    const returned = Payload == null ? '' : Buffer.from(Payload).toString();
    return { payload: returned, ...(FunctionError !== undefined && { functionError: FunctionError }) };
  };
