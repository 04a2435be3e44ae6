import { EventEmitter } from 'node:events';
import { LeaveError, leaving } from '../../../scripts/command-line/leave';

const stream = () => Object.assign(new EventEmitter(), { write: vi.fn() });
const fakeProcess = () => Object.assign(new EventEmitter(), { stdout: stream(), stderr: stream() });

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])('%s is the reason to leave with %i, and what comes later changes nothing', (name, exitCode) => {
  const process = fakeProcess();
  const signal = leaving(process);
  expect(signal.aborted).toBe(false);
  process.emit(name);
  process.emit('SIGTERM');
  process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  expect(signal.reason).toBeInstanceOf(LeaveError);
  expect(signal.reason).toMatchObject({ exitCode, signal: name });
});

test('when the output cannot be written any more, that is the reason to leave', () => {
  const process = fakeProcess();
  const signal = leaving(process);
  process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  expect(signal.reason).toMatchObject({ name: 'LeaveError', exitCode: 141, signal: undefined });
});
