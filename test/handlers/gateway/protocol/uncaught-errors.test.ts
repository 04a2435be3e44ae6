import { EventEmitter } from 'node:events';
import { catchUncaughtErrors } from '../../../../handlers/gateway/protocol/uncaught-errors';

describe('catching uncaught errors', () => {
  test.each(['uncaughtException', 'unhandledRejection'])(
    'takes the first %s, and keeps it from others',
    async (event) => {
      const process = new EventEmitter();
      const runtime = vi.fn();
      process.on(event, runtime);
      const { first } = catchUncaughtErrors(process);

      process.emit(event, new Error('first'));
      process.emit(event, new Error('second'));
      expect(await first).toEqual(new Error('first'));
      expect(runtime).not.toHaveBeenCalled();
    },
  );

  test("puts the process's listeners back, however often it is done", () => {
    const process = new EventEmitter();
    const runtime = vi.fn();
    process.on('uncaughtException', runtime);
    for (let run = 0; run < 3; run++) catchUncaughtErrors(process).release();

    expect(process.rawListeners('uncaughtException')).toEqual([runtime]);
    expect(process.rawListeners('unhandledRejection')).toEqual([]);
  });
});
