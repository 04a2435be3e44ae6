import { byteLength } from '../../../../handlers/gateway/protocol/byte-length';
import type { ResourceHandler } from '../../../../handlers/gateway/protocol/resource';
import { failedResponse, InvalidResponseError, successResponse } from '../../../../handlers/gateway/protocol/response';
import fc from '../../../fast-check';
import { requestOf, STACK_ID } from './support';

const handler: ResourceHandler = {
  physicalId: ({ RequestId }) => `member~${RequestId}`,
  handle: () => Promise.reject(new Error('not asked here')),
};
const success = (data?: Record<string, unknown>, physicalResourceId = 'member-1') =>
  ({ status: 'SUCCESS', physicalResourceId, ...(data && { data }) }) as const;

describe('a SUCCESS response', () => {
  test('repeats the ids of the request and contains the data', () => {
    expect(successResponse(requestOf(), { ...success({ Priority: 1 }), noEcho: true })).toEqual({
      Status: 'SUCCESS',
      PhysicalResourceId: 'member-1',
      StackId: STACK_ID,
      RequestId: 'a6c2',
      LogicalResourceId: 'WebGateway',
      NoEcho: true,
      Data: { Priority: 1 },
    });
  });

  test('has neither NoEcho nor Data if there is none', () => {
    const answer = successResponse(requestOf(), success());
    expect(answer).not.toHaveProperty('NoEcho');
    expect(answer).not.toHaveProperty('Data');
  });

  test('holds 4,096 bytes of UTF-8 and not one more', () => {
    const bare = byteLength(JSON.stringify(successResponse(requestOf(), success({ X: '' }))));
    const room = 4096 - bare;
    const filled = 'ß'.repeat(Math.floor(room / 2)) + 'x'.repeat(room % 2);
    expect(byteLength(JSON.stringify(successResponse(requestOf(), success({ X: filled }))))).toBe(4096);
    expect(() => successResponse(requestOf(), success({ X: `${filled}x` }))).toThrow(
      new InvalidResponseError('The response with its attributes has 4097 bytes; CloudFormation accepts at most 4096.'),
    );
  });

  test('refuses a physical id that is empty or has more than 1,024 bytes', () => {
    expect(() => successResponse(requestOf(), success({}, ''))).toThrow(InvalidResponseError);
    expect(() => successResponse(requestOf(), success({}, 'ß'.repeat(512)))).not.toThrow();
    expect(() => successResponse(requestOf(), success({}, 'ß'.repeat(513)))).toThrow('The physical id has 1026 bytes');
  });

  test('refuses data that is not JSON', () => {
    expect(() => successResponse(requestOf(), success({ Priority: 1n }))).toThrow(TypeError);
  });
});

describe('a FAILED response', () => {
  test('repeats the ids of the request, contains the reason, and has no data', () => {
    expect(failedResponse(requestOf(), 'The pool is full.', handler)).toEqual({
      Status: 'FAILED',
      Reason: 'The pool is full.',
      PhysicalResourceId: 'member~a6c2',
      StackId: STACK_ID,
      RequestId: 'a6c2',
      LogicalResourceId: 'WebGateway',
    });
  });

  test('cuts a long reason, between two characters, to 4,096 bytes of JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1500, maxLength: 6000 }), fc.string(), (long, tail) => {
        const answer = failedResponse(requestOf(), long + tail, handler);
        const bytes = byteLength(JSON.stringify(answer));
        expect(bytes).toBeLessThanOrEqual(4096);
        expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
        if (answer.Reason !== long + tail) {
          expect(answer.Reason).toMatch(/…$/);
          // A character takes at most 6 bytes in JSON, so no more than that is left unused.
          expect(bytes).toBeGreaterThan(4096 - 6);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('leaves a reason that just fits unchanged', () => {
    const room = 4096 - byteLength(JSON.stringify(failedResponse(requestOf(), '', handler)));
    const reasonOfLength = (length: number) => failedResponse(requestOf(), 'x'.repeat(length), handler).Reason;
    expect(reasonOfLength(room)).toBe('x'.repeat(room));
    expect(reasonOfLength(room + 1)).toBe(`${'x'.repeat(room - 3)}…`);
  });

  test('fits even where the ids are as long as CloudFormation makes them', () => {
    const request = requestOf({ StackId: `arn:${'s'.repeat(1020)}`, LogicalResourceId: 'L'.repeat(255) });
    const id = 'p'.repeat(1024);
    const answer = failedResponse(
      { ...request, RequestType: 'Delete', PhysicalResourceId: id },
      'x'.repeat(9000),
      handler,
    );
    expect(byteLength(JSON.stringify(answer))).toBe(4096);
    expect(answer.PhysicalResourceId).toBe(id);
  });

  test('keeps the physical id of a Create that had succeeded', () => {
    expect(failedResponse(requestOf(), 'Too long.', handler, 'made').PhysicalResourceId).toBe('made');
    expect(failedResponse(requestOf(), 'Too long.', handler, 'x'.repeat(1025)).PhysicalResourceId).toBe('member~a6c2');
    const update = requestOf({ RequestType: 'Update', PhysicalResourceId: 'old' });
    expect(failedResponse(update, 'Too long.', handler, 'made').PhysicalResourceId).toBe('old');
  });
});

describe('the physical id, in all six cases', () => {
  const create = requestOf();
  const update = requestOf({ RequestType: 'Update', PhysicalResourceId: 'old' });
  const remove = requestOf({ RequestType: 'Delete', PhysicalResourceId: 'old' });

  test.each([
    ['a Create that succeeds answers the id of what it made', successResponse(create, success()), 'member-1'],
    [
      'a Create that fails answers what its handler derives from the request',
      failedResponse(create, '', handler),
      'member~a6c2',
    ],
    ['an Update that succeeds answers the id that its handler returns', successResponse(update, success()), 'member-1'],
    ['an Update that fails answers the id that CloudFormation has', failedResponse(update, '', handler), 'old'],
    ['a Delete that succeeds answers the id that it is about', successResponse(remove, success()), 'old'],
    ['a Delete that fails answers the id that it is about', failedResponse(remove, '', handler), 'old'],
  ])('%s', (_, answer, id) => {
    expect(answer.PhysicalResourceId).toBe(id);
  });

  test.each([
    ['is missing', undefined],
    ['throws', { ...handler, physicalId: () => failing() }],
    ['returns nothing', { ...handler, physicalId: () => '' }],
  ])('is unique to the request if the handler %s', (_, odd) => {
    const answered = [create, requestOf({ RequestType: 'Delete' })].map((request) => failedResponse(request, '', odd));
    expect(answered.map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual(
      Array(2).fill('cfn-express/WebGateway/a6c2'),
    );
  });

  test('of a Create is its handler’s, whatever id the event contains', () => {
    expect(failedResponse({ ...create, PhysicalResourceId: 'odd' }, '', handler).PhysicalResourceId).toBe(
      'member~a6c2',
    );
  });

  test('never has more than 1,024 bytes', () => {
    const long = { ...handler, physicalId: () => 'ß'.repeat(600) };
    expect(failedResponse(create, '', long).PhysicalResourceId).toBe('ß'.repeat(512));
  });

  test('of a Delete without one is its handler’s', () => {
    const { PhysicalResourceId: _, ...odd } = remove;
    expect(successResponse(odd, success()).PhysicalResourceId).toBe('member-1');
  });
});

function failing(): never {
  throw new Error('no id');
}
