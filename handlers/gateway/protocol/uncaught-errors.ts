import type { EventEmitter } from 'node:events';

/** Errors that are thrown outside of any promise that somebody awaits, caught while a request runs. */
export interface UncaughtErrors {
  /** Resolves to the first of them. */
  first: Promise<unknown>;
  /** Stops catching. */
  release(): void;
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

type Listener = (...args: unknown[]) => void;

/**
 * Takes the place of whoever listens for stray errors on the process. Lambda's runtime does, and ends the process at
 * once: no answer, and after two retries of the event CloudFormation waits for the whole ServiceTimeout. A process runs
 * one request at a time.
 */
export function catchUncaughtErrors(process: EventEmitter): UncaughtErrors {
  let caught: Listener = () => {};
  const first = new Promise<unknown>((resolve) => {
    caught = resolve;
  });
  const others = EVENTS.map((event) => ({ event, listeners: process.rawListeners(event) as Listener[] }));
  for (const { event } of others) {
    process.removeAllListeners(event);
    process.on(event, caught);
  }
  return {
    first,
    release() {
      for (const { event, listeners } of others) {
        process.off(event, caught);
        for (const listener of listeners) process.on(event, listener);
      }
    },
  };
}
