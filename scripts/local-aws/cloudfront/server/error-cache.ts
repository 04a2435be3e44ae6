/**
 * Errors that are kept although the cache policy keeps nothing:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
 */

/** "HTTP 4xx and 5xx status codes that CloudFront always caches". Others only with `Cache-Control`, which the policy overrules. */
const CACHED: ReadonlySet<number> = new Set([404, 414, 500, 501, 502, 503, 504]);
const DEFAULT_SECONDS = 10;
/** Of errors; the oldest ones go. */
const MOST_KEPT = 1_000;

export interface KeptError {
  status: number;
  /** Names and values in turns. */
  headers: readonly string[];
  body: Buffer;
}

export class ErrorCache {
  readonly #seconds: () => number;
  readonly #kept = new Map<string, { error: KeptError; until: number }>();

  /** @param seconds of AWS time */
  constructor(seconds: () => number) {
    this.#seconds = seconds;
  }

  find(key: string): KeptError | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    if (kept.until > this.#seconds()) return kept.error;
    this.#kept.delete(key);
    return undefined;
  }

  keep(key: string, error: KeptError, secondsOf: ReadonlyMap<number, number>): void {
    const seconds = secondsFor(error.status, secondsOf);
    if (seconds <= 0) return;
    this.#kept.delete(key);
    this.#kept.set(key, { error, until: this.#seconds() + seconds });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** AWS seconds for which an answer with that status is kept. @param secondsOf what the distribution says */
export const secondsFor = (status: number, secondsOf: ReadonlyMap<number, number>): number =>
  CACHED.has(status) ? (secondsOf.get(status) ?? DEFAULT_SECONDS) : 0;

/** What errors are kept by: neither the host nor the query is part of it under CachingDisabled. Undefined: not at all. */
export function cacheKeyOf(method = '', url = ''): string | undefined {
  return method === 'GET' || method === 'HEAD' ? `${method} ${url.replace(/\?.*$/, '')}` : undefined;
}
