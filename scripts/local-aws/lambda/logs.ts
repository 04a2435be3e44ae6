/** The log lines of functions, newest last. */

/** Lines kept per function. */
const KEPT = 10_000;
/** Bytes of log in the answer to an invocation with `LogType: Tail` (Lambda's API reference, Invoke). */
const TAIL_BYTES = 4096;

export interface Logs {
  /** Keeps one line, and writes it to the log of the embedded AWS. */
  add(functionArn: string, line: string): void;
  /** The lines of a function, in order. */
  of(functionArn: string): readonly string[];
  /** The last 4 KB of lines, base64: `X-Amz-Log-Result`. */
  tail(functionArn: string): string;
}

export function createLogs(log: (line: string) => void): Logs {
  const kept = new Map<string, string[]>();
  const of = (functionArn: string) => kept.get(functionArn) ?? [];
  return {
    of,
    add(functionArn, line) {
      const lines = of(functionArn);
      lines.push(line);
      if (lines.length > KEPT) lines.splice(0, lines.length - KEPT);
      kept.set(functionArn, lines);
      log(`[${functionArn.split(':').at(-1)}] ${line}`);
    },
    tail: (functionArn) =>
      Buffer.from(`${of(functionArn).join('\n')}\n`)
        .subarray(-TAIL_BYTES)
        .toString('base64'),
  };
}
