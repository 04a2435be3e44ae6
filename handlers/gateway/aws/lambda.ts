import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientSettings } from './client-settings';
import { tellingOfSilence } from './unanswered';

/** Lambda functions. Calls: lambda:InvokeFunction, of the gateway's own. */
export interface Functions {
  /**
   * Invokes a function asynchronously with an event; resolves when Lambda has taken it.
   * @throws the SDK's error, after its retries.
   */
  invoke(functionArn: string, event: object): Promise<void>;
}

/** A run that hands its work on has about five seconds for it in all: two attempts, in milliseconds. */
const HURRY = { answerMs: 2_000, maxAttempts: 2 };

export const createFunctions = (client = tellingOfSilence(new LambdaClient(clientSettings(HURRY)))): Functions => ({
  async invoke(functionArn, event) {
    await client.send(
      new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload: JSON.stringify(event) }),
    );
  },
});
