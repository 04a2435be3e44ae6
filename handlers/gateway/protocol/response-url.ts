/**
 * Where CloudFormation waits for an answer: a presigned S3 URL, and so a secret. It shows itself to nobody but the
 * sender; `JSON.stringify`, `console.log` and string concatenation all get a placeholder.
 */
export class ResponseUrl {
  readonly #text: string;
  readonly #url: URL;

  /** @throws {TypeError} without the text in its message, if it is not an http or https URL. */
  constructor(text: unknown) {
    if (typeof text !== 'string' || !URL.canParse(text)) throw new TypeError('ResponseURL is not a URL.');
    this.#text = text;
    this.#url = new URL(text);
    if (!/^https?:$/.test(this.#url.protocol)) throw new TypeError('ResponseURL is neither an https nor an http URL.');
  }

  /** For the sender alone. */
  reveal(): URL {
    return this.#url;
  }

  /**
   * When it was signed, and so the request sent: milliseconds since the epoch, in whole seconds. AWS does not document
   * it of these URLs, but so has every presigned URL of Signature Version 4, and those of Version 2 tell when they
   * expire.
   * @returns undefined if the URL does not tell
   */
  signedAt(): number | undefined {
    const { searchParams } = this.#url;
    const [, day, time] = /^(\d{8})T(\d{6})Z$/.exec(searchParams.get('X-Amz-Date') ?? '') ?? [];
    const expires = /^\d+$/.exec(searchParams.get('Expires') ?? '');
    const signed =
      day && time
        ? Date.parse(`${dashed(day)}T${coloned(time)}Z`)
        : expires
          ? Number(expires[0]) * 1000 - VALID_MS
          : NaN;
    return Number.isNaN(signed) ? undefined : signed;
  }

  toString(): string {
    return '[ResponseURL]';
  }

  toJSON(): string {
    return this.toString();
  }

  /** `text` without this URL and without the query of any other (a presigned URL's query is its secret). */
  scrub(text: string): string {
    return scrubUrls(text.replaceAll(this.#text, `${this}`).replaceAll(this.#url.href, `${this}`));
  }
}

/** CloudFormation's response URLs are good for two hours. */
const VALID_MS = 7_200_000;

/** `20260131` → `2026-01-31` */
const dashed = (day: string): string => day.replace(/(....)(..)(..)/, '$1-$2-$3');

/** `235959` → `23:59:59` */
const coloned = (time: string): string => time.replace(/(..)(..)(..)/, '$1:$2:$3');

/** As far as it goes in one go: a pattern that looks for the `?` as well would start anew at every scheme in it. */
const WHOLE_URL = /https?:\/\/[^\s"'<>]+/gi;

/** `text` with the query of every URL in it replaced by `…`. */
export const scrubUrls = (text: string): string => text.replace(WHOLE_URL, withoutQuery);

function withoutQuery(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : `${url.slice(0, query)}?…`;
}
