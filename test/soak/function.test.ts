import { Chance } from './chance';
import { PatientClock } from './clock';
import { loadDestination } from './function';
import { type FunctionResponse, ResponseServer } from './responses';

test('the on-failure destination answers FAILED for what was given up, under the id that its Create worked under', async () => {
  const taken: FunctionResponse[] = [];
  const answers = await ResponseServer.open(new Chance('seed'), 0, (answer) => taken.push(answer));
  const event = {
    RequestType: 'Create',
    ResponseURL: answers.urlFor('request-1', Date.now()),
    StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/shop/1',
    RequestId: 'request-1',
    ResourceType: 'Custom::ExpressGateway',
    LogicalResourceId: 'WebGateway',
    ResourceProperties: { Service: 'Web' },
  };
  try {
    const destination = loadDestination({ clock: new PatientClock(1), random: () => 0 });
    await destination({ requestContext: { condition: 'RetriesExhausted' }, requestPayload: event });
  } finally {
    await answers.close();
  }
  expect(taken).toMatchObject([
    { Status: 'FAILED', RequestId: 'request-1', PhysicalResourceId: `${event.StackId}/Web~request-1` },
  ]);
});
