import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { createFunctions } from '../../../../handlers/gateway/aws/lambda';
import { mockClient } from '../../../mock-client';

const lambda = mockClient(LambdaClient);

beforeEach(() => lambda.reset());

describe('Lambda functions', () => {
  test('are invoked asynchronously with the unchanged event', async () => {
    lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
    await createFunctions().invoke('arn:aws:lambda:eu-west-1:1:function:f', { Ünïcode: ['ß'] });

    const [call] = lambda.commandCalls(InvokeCommand);
    expect(call?.args[0].input).toMatchObject({
      FunctionName: 'arn:aws:lambda:eu-west-1:1:function:f',
      InvocationType: 'Event',
    });
    expect(JSON.parse(`${call?.args[0].input.Payload}`)).toEqual({ Ünïcode: ['ß'] });
  });

  test('throw when Lambda refuses the event', async () => {
    lambda.on(InvokeCommand).rejects(new Error('Rate exceeded'));
    await expect(createFunctions().invoke('arn', {})).rejects.toThrow('Rate exceeded');
  });
});
