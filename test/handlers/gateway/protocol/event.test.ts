import { inspect } from 'node:util';
import { readEvent, UnanswerableEventError } from '../../../../handlers/gateway/protocol/event';
import { eventOf, SECRET_URL, STACK_ID } from './support';

describe('reading an event', () => {
  test('returns the request without the response URL', () => {
    const received = readEvent(
      eventOf({
        RequestType: 'Update',
        PhysicalResourceId: 'member-1',
        OldResourceProperties: { Service: 'Web', Scheme: 'internal' },
      }),
    );
    expect(received.request).toEqual({
      RequestType: 'Update',
      ResourceType: 'Custom::ExpressGateway',
      RequestId: 'a6c2',
      StackId: STACK_ID,
      LogicalResourceId: 'WebGateway',
      PhysicalResourceId: 'member-1',
      ResourceProperties: { ServiceToken: 'arn', ServiceTimeout: '1800', Service: 'Web' },
      SentAt: expect.any(Number),
      OldResourceProperties: { Service: 'Web', Scheme: 'internal' },
    });
    expect(received).toMatchObject({ problems: [], serviceTimeout: 1800 });
    expect(received).not.toHaveProperty('continuation');
    expect(inspect(received, { depth: 9, showHidden: true }) + JSON.stringify(received)).not.toContain('topsecret');
    expect(received.responseUrl.reveal().href).toBe(SECRET_URL);
  });

  test('returns how many runs the request has had, and since when', () => {
    expect(readEvent(eventOf({ Continuation: { hops: 3, startedAt: 1000 } })).continuation).toEqual({
      hops: 3,
      startedAt: 1000,
    });
  });

  test.each([
    null,
    3,
    {},
    { hops: 1 },
    { hops: -1, startedAt: 0 },
    { hops: 1.5, startedAt: 0 },
    { hops: '1', startedAt: 0 },
  ])('does not take %j for a continuation', (Continuation) => {
    expect(readEvent(eventOf({ Continuation }))).not.toHaveProperty('continuation');
  });

  test.each([
    ['90', 90],
    [90, 90],
    [undefined, 3600],
    ['', 3600],
    ['soon', 3600],
    ['0', 3600],
    ['7200', 3600],
  ])('reads the ServiceTimeout %j as %d seconds', (ServiceTimeout, seconds) => {
    expect(readEvent(eventOf({ ResourceProperties: { ServiceTimeout } })).serviceTimeout).toBe(seconds);
  });

  test.each([undefined, null, 'x', ['x']])('reads the properties %j as none', (ResourceProperties) => {
    expect(readEvent(eventOf({ ResourceProperties, ResourceType: undefined })).request).toMatchObject({
      ResourceProperties: {},
      ResourceType: '',
    });
  });

  test('treats an empty physical id as absent', () => {
    expect(readEvent(eventOf({ RequestType: 'Delete', PhysicalResourceId: '' })).request).not.toHaveProperty(
      'PhysicalResourceId',
    );
  });

  test('lists every field that is missing or wrong, without values that may be secret', () => {
    const { problems } = readEvent(
      eventOf({ RequestType: 'Remove', StackId: undefined, RequestId: { secret: 1 }, LogicalResourceId: '' }),
    );
    expect(problems).toEqual([
      'RequestType must be Create, Update or Delete, not "Remove".',
      'StackId must be a non-empty string, not undefined.',
      'RequestId must be a non-empty string, not object.',
      'LogicalResourceId must be a non-empty string, not "".',
    ]);
    expect(readEvent(eventOf({ RequestType: SECRET_URL })).problems[0]).toContain('not string.');
  });

  test('keeps the physical id of a request whose type is unknown', () => {
    const { request } = readEvent(eventOf({ RequestType: 'Remove', PhysicalResourceId: 'member-1' }));
    expect(request).toMatchObject({ RequestType: 'Update', PhysicalResourceId: 'member-1' });
  });

  test.each([
    [undefined, 'must be an object, not undefined'],
    [null, 'must be an object, not null'],
    ['{}', 'must be an object, not string'],
    [[], 'must be an object, not a list'],
    [{}, 'ResponseURL is not a URL.'],
    [{ ResponseURL: 'topsecret' }, 'ResponseURL is not a URL.'],
    [{ ResponseURL: 'ftp://topsecret/' }, 'ResponseURL is neither an https nor an http URL.'],
  ])('refuses %j, for which no response can be sent', (event, sentence) => {
    expect(() => readEvent(event)).toThrow(UnanswerableEventError);
    expect(() => readEvent(event)).toThrow(sentence);
    expect(() => readEvent(event)).not.toThrow('topsecret');
  });
});
