import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourceCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { waitMs } from '../../../../../scripts/local-aws/cloudformation/custom-resource/custom-resource';
import {
  answer,
  type CustomEvent,
  eventLines,
  failures,
  functionArn,
  settled,
  startTestAws,
  type TestAws,
  template,
} from '../aws';
import { createFake, FAKE, type Fake, fake } from '../fake-type';

let aws: TestAws;
let it: Fake;
let events: CustomEvent[];

beforeEach(async () => {
  it = createFake();
  events = [];
  aws = await startTestAws({ moto: false, types: new Map([[FAKE, it.type]]) });
});
afterEach(() => aws.stop());

/** Puts a function behind the custom resources; `respond` says how it answers. */
function play(respond: (event: CustomEvent) => Record<string, unknown> | undefined): void {
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
  const command = new CreateStackCommand({ StackName: 's', TemplateBody: template(resources, more) });
  const { StackId = '' } = await aws.cloudformation.send(command);
  return settled(aws, StackId);
}

async function update(resources: object, more: object = {}) {
  await aws.cloudformation.send(new UpdateStackCommand({ StackName: 's', TemplateBody: template(resources, more) }));
  return settled(aws, 's');
}

const physicalId = async (LogicalResourceId: string) =>
  (await aws.cloudformation.send(new DescribeStackResourceCommand({ StackName: 's', LogicalResourceId })))
    .StackResourceDetail?.PhysicalResourceId;

test('a function gets the documented event, every scalar as a text', async () => {
  play(() => ({ PhysicalResourceId: 'thing' }));
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

test('what it answers is what Ref and GetAtt give, lists included', async () => {
  play(() => ({ PhysicalResourceId: 'thing', Data: { Color: 'red', Sizes: ['a', 'b'] } }));
  const stack = await create(
    { T: custom(), A: fake({ 'Fn::Join': ['+', { 'Fn::GetAtt': ['T', 'Sizes'] }] }) },
    { Outputs: { Id: { Value: { Ref: 'T' } }, Color: { Value: { 'Fn::Sub': '$' + '{T.Color}!' } } } },
  );
  expect(it.diary).toEqual(['create A1 a+b']);
  expect(stack.Outputs?.map(({ OutputValue }) => OutputValue)).toEqual(['thing', 'red!']);
});

test('an attribute that the answer does not have fails the resource that asks for it', async () => {
  play(() => ({ PhysicalResourceId: 'thing', Data: { Color: 'red' } }));
  await create({ T: custom(), A: fake({ 'Fn::GetAtt': ['T', 'Size'] }) });
  expect(await failures(aws, 's')).toEqual([
    expect.stringContaining("A: CustomResource attribute error: Vendor response doesn't contain Size key in object"),
  ]);
});

test('an update sends old and new properties; a changed physical id has the old one deleted in the clean-up', async () => {
  play(({ ResourceProperties: { Id } }) => ({ PhysicalResourceId: `thing-${Id}` }));
  await create({ T: custom({ Id: 'a' }) });
  await update({ T: custom({ Id: 'b' }) });
  expect(
    events.map((event) => [
      event.RequestType,
      event.PhysicalResourceId,
      event.ResourceProperties.Id,
      event.OldResourceProperties?.Id,
    ]),
  ).toEqual([
    ['Create', undefined, 'a', undefined],
    ['Update', 'thing-a', 'b', 'a'],
    ['Delete', 'thing-a', 'a', undefined],
  ]);
  const lines = await eventLines(aws, 's');
  expect(lines.indexOf('T DELETE_IN_PROGRESS')).toBeGreaterThan(lines.indexOf('s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'));
  expect(await physicalId('T')).toBe('thing-b');
});

test('a roll back updates with the properties changed places, then deletes what the update had made', async () => {
  play(({ ResourceProperties: { Id } }) => ({ PhysicalResourceId: `thing-${Id}` }));
  await create({ T: custom({ Id: 'a' }), A: fake('1') });
  events.length = 0;
  it.failing.add('bad');
  const stack = await update({ T: custom({ Id: 'b' }), A: fake('bad', { DependsOn: 'T' }) });
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(
    events.map((event) => [
      event.RequestType,
      event.PhysicalResourceId,
      event.ResourceProperties.Id,
      event.OldResourceProperties?.Id,
    ]),
  ).toEqual([
    ['Update', 'thing-a', 'b', 'a'],
    ['Update', 'thing-b', 'a', 'b'],
    ['Delete', 'thing-b', 'b', undefined],
  ]);
  expect(await physicalId('T')).toBe('thing-a');
});

test('a failed update is undone from what was attempted, under the id from before it', async () => {
  play(({ ResourceProperties: { Id }, RequestType }) =>
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

test('a failed creation is deleted under the id that its answer named, and its reason is told', async () => {
  play(({ RequestType }) =>
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

test('when another resource fails, a Create in flight is given up and deleted under an id that nobody answered', async () => {
  let created: CustomEvent | undefined;
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  it.type.create = async () => {
    await begun;
    throw new Error('bad');
  };
  play((event) => {
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
  // Its late answer goes nowhere, and is no error for whoever sends it.
  expect(created && (await answer(created, { PhysicalResourceId: 'late' })).status).toBe(200);
  expect(await physicalId('T')).toMatch(/^s-T-/);
});

test('no answer within ServiceTimeout fails the resource; the Delete that follows must be answered as well', async () => {
  play(({ RequestType }) => (RequestType === 'Create' ? undefined : { PhysicalResourceId: 'x' }));
  const stack = await create({ T: custom({ ServiceTimeout: 1 }) });
  expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
  expect(await failures(aws, 's')).toEqual([
    expect.stringContaining('T: CloudFormation did not receive a response from your custom resource.'),
  ]);
});

test('ServiceTimeout is AWS time, but never shorter than functions need, unless it says so itself', () => {
  expect(waitMs(3600, 60_000)).toBe(3_600_000);
  expect(waitMs(3600, 1000)).toBe(60_000);
  expect(waitMs(1800, 200)).toBe(30_000);
  expect(waitMs(2, 200)).toBe(2000);
});

test('a function that does not exist fails the resource, and a token that is none is refused', async () => {
  await create({ T: custom() });
  expect((await failures(aws, 's'))[0]).toContain('T: Resource handler returned message: "Function not found');
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  await create({ T: custom({ ServiceToken: 'arn:aws:sns:eu-west-1:123456789012:topic' }) });
  expect((await failures(aws, 's'))[0]).toContain('T: Invalid service token');
});

test('the service token cannot be changed', async () => {
  play(() => ({ PhysicalResourceId: 'thing' }));
  await create({ T: custom() });
  const stack = await update({ T: custom({ ServiceToken: functionArn('other') }) });
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await failures(aws, 's')).toEqual(['T: Modifying service token is not allowed.']);
});

test('a Delete that is refused leaves the stack as DELETE_FAILED, to be tried again', async () => {
  let isRefused = true;
  play(({ RequestType }) =>
    RequestType === 'Delete' && isRefused
      ? { Status: 'FAILED', Reason: 'in use', PhysicalResourceId: 'thing' }
      : { PhysicalResourceId: 'thing' },
  );
  const { StackId = '' } = await create({ T: custom() });
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  expect((await settled(aws, StackId)).StackStatus).toBe('DELETE_FAILED');
  isRefused = false;
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 's' }));
  expect((await settled(aws, StackId)).StackStatus).toBe('DELETE_COMPLETE');
});
