/** Exit code of a program that SIGPIPE ends, as shells have it: 128 and the signal's number. Node.js ignores the signal. */
export const BROKEN_PIPE = 141;

interface Stream {
  on(event: 'error', listener: (error: Error & { code?: string }) => void): unknown;
}

/**
 * Has a program end without a word when whoever read its output has left (`| head`), in place of an error with a stack.
 * @param leave called once, at the first line that nobody reads; exits with BROKEN_PIPE
 */
export function onBrokenPipe(stdout: Stream, leave: () => void): void {
  let left = false;
  stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    if (!left) leave();
    left = true;
  });
}
