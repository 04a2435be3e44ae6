import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** Lambda functions. Calls: lambda:InvokeFunction, of the gateway's own. */
export interface Functions {
  /**
   * Invokes a function asynchronously with an event; resolves when Lambda has taken it.
   * @throws the SDK's error, after its retries.
   */
  invoke(functionArn: string, event: object): Promise<void>;
}

/** Milliseconds for one attempt: a run that hands its work on has about five seconds for it in all. */
const ATTEMPT_MS = 2_000;

export const createFunctions = (
  client = new LambdaClient({ requestHandler: { connectionTimeout: ATTEMPT_MS, requestTimeout: ATTEMPT_MS } }),
): Functions => ({
  async invoke(functionArn, event) {
    await client.send(
      new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload: JSON.stringify(event) }),
    );
  },
});
