import { setTimeout as delay } from 'node:timers/promises';

/** What every service of the embedded AWS is given when it is made. */
export interface LocalWorld {
  /** The front's own URL: SDK clients made here go through it, so that its strictness holds for everyone. */
  endpoint: string;
  region: string;
  accountId: string;
  /** Real milliseconds that one minute of AWS time takes (bake times, health checks, draining). */
  minuteMs: number;
  /** Resolves after that many seconds of AWS time; rejects with AbortError when the world is stopped. */
  sleep(awsSeconds: number): Promise<void>;
  /** Aborted when the world is stopped; nothing may go on after it. */
  signal: AbortSignal;
  /** One line of what happened, for `npm run local` and for failing tests. */
  log(line: string): void;
}

/** moto's account, whose id every ARN carries that moto makes. */
export const ACCOUNT_ID = '123456789012';

export interface LocalWorldOptions {
  endpoint: string;
  region: string;
  minuteMs: number;
  signal: AbortSignal;
  log(line: string): void;
}

/** The world that the services share; its time ends with `signal`. */
export function createLocalWorld(options: LocalWorldOptions): LocalWorld {
  return {
    ...options,
    accountId: ACCOUNT_ID,
    async sleep(awsSeconds) {
      await delay((awsSeconds * options.minuteMs) / 60, undefined, { signal: options.signal });
    },
  };
}
