/** What a task's process and the embedded AWS say to each other, one JSON object a line. */

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
