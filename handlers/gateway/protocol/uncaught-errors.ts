import type { EventEmitter } from 'node:events';

/** Uncaught exceptions and unhandled rejections, while a request runs. */
export interface UncaughtErrors {
  /** Resolves to the first of these errors. */
  first: Promise<unknown>;
  /** Puts the former listeners back. */
  release(): void;
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

type Listener = (...args: unknown[]) => void;

/**
 * Replaces the process's listeners for uncaught errors. Lambda's runtime has one that ends the process at once: then no
 * response is sent, and after two retries of the event CloudFormation waits for the whole ServiceTimeout. A process runs
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
