/** What a task's process and the embedded AWS say to each other, one JSON object a line. */
import { isObject } from '../../../../handlers/template-language/json';

/** To the process, once. */
export interface PreloadOrder {
  /** The port of the embedded AWS, to which connections always go. */
  endpointPort: number;
  /** Whether the container has an init process, which passes signals on (`initProcessEnabled`). */
  init: boolean;
  /** Real milliseconds between two reports of what it uses. */
  usageMs: number;
}

/** From the process: it listens on a port, which really is `at`; it no longer does; what it has used up to now. */
export type PreloadReport =
  | { listen: number; at: number; loopback: boolean }
  | { close: number }
  | { cpuSeconds: number; memoryMiB: number };

const isPort = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 65_535;
const isAmount = (value: unknown): value is number => typeof value === 'number' && value >= 0;

/** @returns undefined for a line that is no report: the program may write to that descriptor, too */
export function readReport(line: string): PreloadReport | undefined {
  const report = parsed(line);
  if (!isObject(report)) return undefined;
  const { listen, at, loopback, close, cpuSeconds, memoryMiB } = report;
  if (isPort(listen) && isPort(at) && typeof loopback === 'boolean') return { listen, at, loopback };
  if (isPort(close)) return { close };
  return isAmount(cpuSeconds) && isAmount(memoryMiB) ? { cpuSeconds, memoryMiB } : undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
