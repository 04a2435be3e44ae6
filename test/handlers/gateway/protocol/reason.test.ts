import { errorForLog, reasonOf } from '../../../../handlers/gateway/protocol/reason';
import { contextOf } from './support';

class HostTakenError extends Error {
  override name = 'HostTakenError';
}

const place = contextOf();
const LOG = 'The details are in log stream 2026/11/23/[$LATEST]0123 of /aws/lambda/cfn-express-gateway.';

describe('the reason of a failure', () => {
  test('is the name and the message of the error', () => {
    expect(reasonOf(new HostTakenError('shop.example belongs to Web of stack shop.'), place)).toBe(
      'HostTakenError: shop.example belongs to Web of stack shop.',
    );
  });

  test('is the message alone of a plain Error', () => {
    expect(reasonOf(new Error('The pool is full.'), place)).toBe('The pool is full.');
  });

  test('does not name the error twice', () => {
    expect(reasonOf(new HostTakenError('HostTakenError: it is.'))).toBe('HostTakenError: it is.');
  });

  test('names the log stream after a mistake in the code', () => {
    expect(reasonOf(new TypeError("Cannot read properties of undefined (reading 'x')"), place)).toBe(
      `TypeError: Cannot read properties of undefined (reading 'x'). ${LOG}`,
    );
    expect(reasonOf(new RangeError('too deep.'), place)).toBe(`RangeError: too deep. ${LOG}`);
  });

  test.each([
    ['closed', 'closed.'],
    [undefined, 'undefined was thrown.'],
    [null, 'null was thrown.'],
    [7, '7 was thrown.'],
    [Symbol('s'), 'Symbol(s) was thrown.'],
    [{ secret: 's3cret' }, 'The error has no message.'],
    [{ name: 3, message: 4 }, 'The error has no message.'],
    [{}, 'The error has no message.'],
  ])('has a sentence for %p, thrown instead of an error', (thrown, sentence) => {
    expect(reasonOf(thrown, place)).toBe(`${sentence} ${LOG}`);
  });

  test('has a sentence for an error without a message', () => {
    expect(reasonOf(new HostTakenError(''), place)).toBe(`HostTakenError: The error has no message. ${LOG}`);
  });

  test('is one line, without stack traces and without the queries of URLs', () => {
    const message =
      'First.\n\n  Second:\tx\n    at f (/var/task/gateway.js:1:2)\n    at async g\n https://a.example/b?s=secret';
    expect(reasonOf(new Error(message))).toBe('First. Second: x https://a.example/b?…');
  });
});

describe('an error in the log', () => {
  test('has its stack, without the queries of URLs', () => {
    const line = errorForLog(new HostTakenError('GET https://a.example/b?s=secret'));
    expect(line.Error).toBe('HostTakenError: GET https://a.example/b?…');
    expect(line.Stack).toContain('reason.test.ts');
    expect(line.Stack).not.toContain('secret');
  });

  test('has no stack if the error has none', () => {
    expect(errorForLog('closed')).toEqual({ Error: 'closed' });
  });
});
