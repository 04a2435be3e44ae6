import { readInvocationRecord } from '../../../../handlers/gateway/protocol/invocation-record';
import { eventOf, recordOf } from './support';

describe('a record of a failed invocation', () => {
  test('says which function failed on which event, how often, and with which error', () => {
    expect(readInvocationRecord(recordOf({ any: 'event' }))).toEqual({
      functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:cfn-express-gateway:$LATEST',
      requestId: '7d0c',
      condition: 'RetriesExhausted',
      attempts: 3,
      requestPayload: { any: 'event' },
      error: { name: 'Runtime.ExitError', message: 'RequestId: 7d0c Error: Runtime exited with error: signal: killed' },
    });
  });

  test.each([
    ['nothing', {}],
    ['null', { responsePayload: null }],
    ['a text', { responsePayload: 'null' }],
    ['an error without text', { responsePayload: { errorType: '', stackTrace: ['at x'] } }],
  ])('may lack the error of the last run: %s', (_, response) => {
    const { responsePayload: _old, responseContext: _gone, ...record } = recordOf(eventOf());
    expect(readInvocationRecord({ ...record, ...response })?.error).toBeUndefined();
  });

  test('may lack every optional field', () => {
    const record = { requestContext: { condition: 'EventAgeExceeded' }, requestPayload: null };
    expect(readInvocationRecord(record)).toEqual({
      functionArn: '',
      requestId: '',
      condition: 'EventAgeExceeded',
      requestPayload: null,
    });
  });

  test.each([
    ["CloudFormation's event", eventOf()],
    ["the schedule's event", { source: 'cfn-express.sweeper' }],
    ['a record without its event', { requestContext: { condition: 'RetriesExhausted' } }],
    ['a context without condition', { requestContext: {}, requestPayload: {} }],
    ['a list', [recordOf(eventOf())]],
    ['a text', 'RetriesExhausted'],
    ['null', null],
    ['nothing', undefined],
  ])('is not read from %s', (_, event) => {
    expect(readInvocationRecord(event)).toBeUndefined();
  });
});
