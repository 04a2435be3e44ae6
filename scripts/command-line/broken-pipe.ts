/**
 * The exit code that shells report for a program that SIGPIPE ended: 128 plus the signal's number. Node.js ignores
 * SIGPIPE.
 */
export const BROKEN_PIPE = 141;

interface Stream {
  on(event: 'error', listener: (error: Error & { code?: string }) => void): unknown;
}

/**
 * Ends a program silently when the reader of its output has gone (`| head`). Node.js would print an error with its
 * stack.
 * @param leave called once, at the first line that cannot be written; it should exit with BROKEN_PIPE
 */
export function onBrokenPipe(stdout: Stream, leave: () => void): void {
  let left = false;
  stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    if (!left) leave();
    left = true;
  });
}
