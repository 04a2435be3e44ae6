/** The log lines of functions, newest last. */
import type { LocalWorld } from '../world';

/** Lines kept per function. */
const KEPT = 10_000;
/** Bytes of log in the answer to an invocation with `LogType: Tail` (Lambda's API reference, Invoke). */
const TAIL_BYTES = 4096;

export interface Logs {
  /** Keeps one line, and writes it to the log of the embedded AWS. */
  add(functionArn: string, line: string): void;
  /** The lines of a function, in order. */
  of(functionArn: string): readonly string[];
  /** The same lines, each behind its date. */
  dated(functionArn: string): string[];
  /** The last 4 KB of lines, base64: `X-Amz-Log-Result`. */
  tail(functionArn: string): string;
}

export function createLogs({ now, log }: Pick<LocalWorld, 'now' | 'log'>): Logs {
  const kept = new Map<string, { at: Date; line: string }[]>();
  const all = (functionArn: string) => kept.get(functionArn) ?? [];
  const of = (functionArn: string) => all(functionArn).map(({ line }) => line);
  return {
    of,
    dated: (functionArn) => all(functionArn).map(({ at, line }) => `${at.toISOString()} ${line}`),
    add(functionArn, line) {
      const lines = all(functionArn);
      lines.push({ at: now(), line });
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
