/** Writes one line of the log. Callers pass names, ids, times and errors, never properties: those may be secret. */
export type Log = (line: Readonly<Record<string, unknown>>) => void;

/** One JSON object a line, as CloudWatch Logs Insights reads it. */
export const createLog =
  (write: (line: string) => void): Log =>
  (line) =>
    write(JSON.stringify(line));
