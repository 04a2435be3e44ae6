import { DeleteStackCommand, DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import { waitMs } from '../../../../../scripts/local-aws/cloudformation/custom-resource/custom-resource';
import {
  answer,
  type CustomEvent,
  createStack,
  eventLines,
  failures,
  functionArn,
  rested,
  startTestAws,
  type TestAws,
  template,
  updateStack,
} from '../aws';
import { createFake, FAKE, type Fake, fake } from '../fake-type';

let aws: TestAws;
let fakes: Fake;
let events: CustomEvent[];

beforeEach(async () => {
  fakes = createFake();
  events = [];
  aws = await startTestAws({ moto: false, types: new Map([[FAKE, fakes.type]]) });
});
afterEach(() => aws.stop());

/** Sets the function of the custom resources. `respond` returns its response, or undefined for none. */
function setFunction(respond: (event: CustomEvent) => Record<string, unknown> | undefined): void {
  aws.functions.set('maker', async (event: CustomEvent) => {
    events.push(event);
    const response = respond(event);
    if (response !== undefined) await answer(event, response);
  });
}

const custom = (properties: object = {}, more: object = {}): object => ({
  Type: 'Custom::Thing',
  Properties: { ServiceToken: functionArn('maker'), ...properties },
  ...more,
});

async function create(resources: object, more: object = {}) {
  return createStack(aws, 's', template(resources, more));
}

async function update(resources: object, more: object = {}) {
  return updateStack(aws, 's', template(resources, more));
}

/** Each event's request type, physical id, and `Id` in the new and the old properties. */
const requests = () =>
  events.map(({ RequestType, PhysicalResourceId, ResourceProperties, OldResourceProperties }) => [
    RequestType,
    PhysicalResourceId,
    ResourceProperties.Id,
    OldResourceProperties?.Id,
  ]);

const physicalId = async (LogicalResourceId: string) =>
  (await aws.cloudformation.send(new DescribeStackResourceCommand({ StackName: 's', LogicalResourceId })))
    .StackResourceDetail?.PhysicalResourceId;

test('the function of a custom resource gets the documented event, with every scalar as a string', async () => {
  setFunction(() => ({ PhysicalResourceId: 'thing' }));
  const stack = await create({
    T: custom({ Number: 5, Flag: true, List: [1, { Deep: false }], Text: 'x', ServiceTimeout: 60 }),
  });
  expect(events).toEqual([
    {
      RequestType: 'Create',
      ServiceToken: functionArn('maker'),
      RequestId: expect.stringMatching(/^[\da-f-]{36}$/),
      ResponseURL: expect.stringContaining(aws.endpoint),
      StackId: stack.StackId,
      LogicalResourceId: 'T',
      ResourceType: 'Custom::Thing',
      ResourceProperties: {
        ServiceToken: functionArn('maker'),
        Number: '5',
        Flag: 'true',
        List: ['1', { Deep: 'false' }],
        Text: 'x',
        ServiceTimeout: '60',
      },
    },
  ]);
});

test('Ref and GetAtt give the physical id and the data of the response, lists included', async () => {
  setFunction(() => ({ PhysicalResourceId: 'thing', Data: { Color: 'red', Sizes: ['a', 'b'] } }));
  const stack = await create(
    { T: custom(), A: fake({ 'Fn::Join': ['+', { 'Fn::GetAtt': ['T', 'Sizes'] }] }) },
    { Outputs: { Id: { Value: { Ref: 'T' } }, Color: { Value: { 'Fn::Sub': '$' + '{T.Color}!' } } } },
  );
  expect(fakes.diary).toEqual(['create A1 a+b']);
  expect(stack.Outputs?.map(({ OutputValue }) => OutputValue)).toEqual(['thing', 'red!']);
});

test('a resource fails if it refers to an attribute that the response does not have', async () => {
  setFunction(() => ({ PhysicalResourceId: 'thing', Data: { Color: 'red' } }));
  await create({ T: custom(), A: fake({ 'Fn::GetAtt': ['T', 'Size'] }) });
  expect(await failures(aws, 's')).toEqual([
    expect.stringContaining("A: CustomResource attribute error: Vendor response doesn't contain Size key in object"),
  ]);
});

test('an update sends the old and the new properties, and the clean-up deletes the old id if the response changes it', async () => {
  setFunction(({ ResourceProperties: { Id } }) => ({ PhysicalResourceId: `thing-${Id}` }));
  await create({ T: custom({ Id: 'a' }) });
  await update({ T: custom({ Id: 'b' }) });
  expect(requests()).toEqual([
    ['Create', undefined, 'a', undefined],
    ['Update', 'thing-a', 'b', 'a'],
    ['Delete', 'thing-a', 'a', undefined],
  ]);
  const lines = await eventLines(aws, 's');
  expect(lines.indexOf('T DELETE_IN_PROGRESS')).toBeGreaterThan(lines.indexOf('s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'));
  expect(await physicalId('T')).toBe('thing-b');
});

test('a roll back sends an Update with the properties swapped, then deletes the id that the update returned', async () => {
  setFunction(({ ResourceProperties: { Id } }) => ({ PhysicalResourceId: `thing-${Id}` }));
  await create({ T: custom({ Id: 'a' }), A: fake('1') });
  events.length = 0;
  fakes.failing.add('bad');
  const stack = await update({ T: custom({ Id: 'b' }), A: fake('bad', { DependsOn: 'T' }) });
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(requests()).toEqual([
    ['Update', 'thing-a', 'b', 'a'],
    ['Update', 'thing-b', 'a', 'b'],
    ['Delete', 'thing-b', 'b', undefined],
  ]);
  expect(await physicalId('T')).toBe('thing-a');
});

test('the roll back of a failed Update sends the attempted properties as the old ones, and the id from before', async () => {
  setFunction(({ ResourceProperties: { Id }, RequestType }) =>
    Id === 'bad'
      ? { Status: 'FAILED', Reason: 'no', PhysicalResourceId: 'other' }
      : { PhysicalResourceId: `thing-${RequestType === 'Delete'}` },
  );
  await create({ T: custom({ Id: 'a' }) });
  await update({ T: custom({ Id: 'bad' }) });
  const [, , undo] = events;
  expect([
    undo?.RequestType,
    undo?.PhysicalResourceId,
    undo?.ResourceProperties.Id,
    undo?.OldResourceProperties?.Id,
  ]).toEqual(['Update', 'thing-false', 'a', 'bad']);
  expect(events).toHaveLength(3);
});

test('a failed Create is deleted by the id in its response, and the event has its reason', async () => {
  setFunction(({ RequestType }) =>
    RequestType === 'Create'
      ? { Status: 'FAILED', Reason: 'no room', PhysicalResourceId: 'half' }
      : { PhysicalResourceId: 'half' },
  );
  const stack = await create({ T: custom() });
  expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
  expect(await failures(aws, 's')).toEqual([
    'T: Received response status [FAILED] from custom resource. Message returned: no room',
  ]);
  expect(events.map(({ RequestType, PhysicalResourceId }) => [RequestType, PhysicalResourceId])).toEqual([
    ['Create', undefined],
    ['Delete', 'half'],
  ]);
});

test('when another resource fails, a Create in progress is cancelled and deleted by a generated id', async () => {
  let created: CustomEvent | undefined;
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  fakes.type.create = async () => {
    await begun;
    throw new Error('bad');
  };
  setFunction((event) => {
    if (event.RequestType === 'Delete') return { PhysicalResourceId: event.PhysicalResourceId };
    created = event;
    begin();
    return undefined;
  });
  const stack = await create({ T: custom(), A: fake('x') });
  expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
  expect(events.at(-1)).toMatchObject({
    RequestType: 'Delete',
    PhysicalResourceId: expect.stringMatching(/^s-T-[A-Z0-9]{12}$/),
  });
  // A late response has no effect, and its sender gets no error.
  expect(created && (await answer(created, { PhysicalResourceId: 'late' })).status).toBe(200);
  expect(await physicalId('T')).toMatch(/^s-T-/);
});

test('a resource without a response within ServiceTimeout fails, and its Delete must get a response, too', async () => {
  setFunction(({ RequestType }) => (RequestType === 'Create' ? undefined : { PhysicalResourceId: 'x' }));
  const stack = await create({ T: custom({ ServiceTimeout: 1 }) });
  expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
  expect(await failures(aws, 's')).toEqual([
    expect.stringContaining('T: CloudFormation did not receive a response from your custom resource.'),
  ]);
});

test('ServiceTimeout is AWS time, but at least 30 real seconds unless it is itself shorter', () => {
  expect(waitMs(3600, 60_000)).toBe(3_600_000);
  expect(waitMs(3600, 1000)).toBe(60_000);
  expect(waitMs(1800, 200)).toBe(30_000);
  expect(waitMs(2, 200)).toBe(2000);
});

test('a resource fails if its function does not exist or its service token is not a function', async () => {
  await create({ T: custom() });
  expect((await failures(aws, 's'))[0]).toContain('T: Resource handler returned message: "Function not found');
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  await create({ T: custom({ ServiceToken: 'arn:aws:sns:eu-west-1:123456789012:topic' }) });
  expect((await failures(aws, 's'))[0]).toContain('T: Invalid service token');
});

test('an update that changes the service token fails', async () => {
  setFunction(() => ({ PhysicalResourceId: 'thing' }));
  await create({ T: custom() });
  const stack = await update({ T: custom({ ServiceToken: functionArn('other') }) });
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await failures(aws, 's')).toEqual(['T: Modifying service token is not allowed.']);
});

test('a failed Delete leaves the stack in DELETE_FAILED, and the deletion can be repeated', async () => {
  let isRefused = true;
  setFunction(({ RequestType }) =>
    RequestType === 'Delete' && isRefused
      ? { Status: 'FAILED', Reason: 'in use', PhysicalResourceId: 'thing' }
      : { PhysicalResourceId: 'thing' },
  );
  const { StackId = '' } = await create({ T: custom() });
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  expect((await rested(aws, StackId)).StackStatus).toBe('DELETE_FAILED');
  isRefused = false;
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  expect((await rested(aws, StackId)).StackStatus).toBe('DELETE_COMPLETE');
});
