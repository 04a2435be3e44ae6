import { setTimeout as delay } from 'node:timers/promises';
import type { World } from './service';

/** moto's account, whose id every ARN carries that moto makes. */
export const ACCOUNT_ID = '123456789012';

export interface WorldOptions {
  endpoint: string;
  region: string;
  minuteMs: number;
  signal: AbortSignal;
  log(line: string): void;
}

/** The world that the services share; its time ends with `signal`. */
export function createWorld(options: WorldOptions): World {
  return {
    ...options,
    accountId: ACCOUNT_ID,
    async sleep(awsSeconds) {
      await delay((awsSeconds * options.minuteMs) / 60, undefined, { signal: options.signal });
    },
  };
}
