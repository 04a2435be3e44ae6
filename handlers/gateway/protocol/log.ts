/** Writes one line of the log. Callers pass names, ids, times and errors, never properties: they may be secret. */
export type Log = (line: Readonly<Record<string, unknown>>) => void;

/** Writes one JSON object per line, which CloudWatch Logs Insights can query. */
export const createLog =
  (write: (line: string) => void): Log =>
  (line) =>
    write(JSON.stringify(line));
