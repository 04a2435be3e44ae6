import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Functions } from '../world/functions';
import { clientSettings } from './client-settings';
import { withNoAnswerError } from './no-answer';

/** A run has about five seconds (milliseconds here) to invoke the function again: enough for two attempts. */
const HURRY = { answerMs: 2_000, maxAttempts: 2 };

/** Calls: InvokeFunction, of the gateway's own function. The SDK retries before it throws. */
export const createFunctions = (client = withNoAnswerError(new LambdaClient(clientSettings(HURRY)))): Functions => ({
  async invoke(functionArn, event) {
    await client.send(
      new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload: JSON.stringify(event) }),
    );
  },
});
