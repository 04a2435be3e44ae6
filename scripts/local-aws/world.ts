import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Certificates } from './certificates';
import { Metrics } from './metrics';
import type { LocalNames } from './names';
import { LocalNetwork } from './network';

/** The world that the services of one embedded AWS share: where it is, its clock, its end and its log. */
export interface LocalWorld {
  /** The front's own URL. The services' SDK clients use it, so that the front is as strict with them as with everybody. */
  endpoint: string;
  region: string;
  accountId: string;
  /** Real milliseconds that one minute of AWS time takes (bake times, health checks, draining). */
  minuteMs: number;
  /** Resolves after that many seconds of AWS time; rejects with AbortError when the world is stopped. */
  sleep(awsSeconds: number): Promise<void>;
  /** Seconds of AWS time since the process began. */
  seconds(): number;
  /** The date of AWS time: every stamp is one. It begins with the real date, and runs ahead of it from then on. */
  now(): Date;
  /** Who listens at the addresses inside the played VPCs. */
  network: LocalNetwork;
  /** Where the names of load balancers and distributions lead. */
  names: LocalNames;
  /** CloudWatch's metrics, where the played services count. */
  metrics: Metrics;
  /** The certificates that ACM has, for those who serve over TLS. */
  certificates: Certificates;
  /** Makes a folder for temporary files. Whoever asks removes it; if this process is killed, it is removed all the same. */
  makeFolder(name: string): string;
  /** Aborted when the world is stopped; nothing may continue after that. */
  signal: AbortSignal;
  /** Logs one line about what happened, for `npm run local` and for failing tests. */
  log(line: string): void;
}

/** The account id in every ARN that moto makes. */
export const ACCOUNT_ID = '123456789012';

/** A clock that begins with the real date, and of which `minuteMs` real milliseconds are a minute. */
export function createClock(minuteMs: number): () => Date {
  const start = { date: Date.now(), at: performance.now() };
  // Time without a length has no dates of its own.
  const speed = minuteMs > 0 ? 60_000 / minuteMs : 1;
  return () => new Date(start.date + (performance.now() - start.at) * speed);
}

export interface LocalWorldOptions {
  endpoint: string;
  region: string;
  minuteMs: number;
  signal: AbortSignal;
  log(line: string): void;
  /** Has a folder removed if this process is killed. */
  removeAfter?(folder: string): void;
  /** Default: a clock that begins now. */
  now?(): Date;
  /** Gets what people must know to use the embedded AWS; default: `log`. */
  tell?(line: string): void;
}

/** @param options `signal` ends the world's time */
export function createLocalWorld(options: LocalWorldOptions): LocalWorld {
  const { now = createClock(options.minuteMs), tell = options.log, removeAfter = () => {}, ...given } = options;
  const makeFolder = (name: string) => {
    const folder = mkdtempSync(join(tmpdir(), `cfn-express-${name}-`));
    // Names are told one a line.
    if (!folder.includes('\n')) removeAfter(folder);
    return folder;
  };
  // A minute of no real time at all passes as soon as somebody looks.
  const seconds = () => (performance.now() / Math.max(options.minuteMs, 1e-6)) * 60;
  return {
    ...given,
    accountId: ACCOUNT_ID,
    network: new LocalNetwork(),
    names: new Map(),
    async sleep(awsSeconds) {
      await delay((awsSeconds * options.minuteMs) / 60, undefined, { signal: options.signal });
    },
    seconds,
    now,
    metrics: new Metrics(() => now().getTime()),
    certificates: new Certificates(makeFolder, options.signal, seconds, tell),
    makeFolder,
  };
}
