/**
 * The exit code that shells report for a program that SIGPIPE ended: 128 plus the signal's number. Node.js ignores
 * SIGPIPE.
 */
const BROKEN_PIPE = 141;

interface OutputStream {
  on(event: 'error', listener: (error: Error & { code?: string }) => void): unknown;
  write(text: string): unknown;
}

/**
 * Ends a program whose output cannot be written; Node.js would print an error with its stack. If the reader has gone
 * (`| head`), the program ends silently. If a disk is full, it says so. While only the talk on stderr is lost, it goes on: its
 * results and its exit code still count.
 * @param leave called once, at the first line that cannot be written; it should exit with the code that it gets
 */
export function onUnwritable(
  { stdout, stderr }: { stdout: OutputStream; stderr: OutputStream },
  leave: (code: number) => void,
): void {
  let left = false;
  const leaveOnce = (code: number, text?: string): void => {
    if (left) return;
    left = true;
    if (text !== undefined) stderr.write(text);
    leave(code);
  };
  stdout.on('error', ({ code, message }) => {
    if (code === 'EPIPE') leaveOnce(BROKEN_PIPE);
    else leaveOnce(1, `The output cannot be written: ${message}.\n`);
  });
  stderr.on('error', ({ code }) => {
    if (code === 'EPIPE') leaveOnce(BROKEN_PIPE);
  });
}
