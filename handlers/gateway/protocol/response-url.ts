/**
 * The URL that takes the response: a presigned S3 URL, and so a secret. Only the sender can read it. `JSON.stringify`,
 * `console.log` and string concatenation get a placeholder.
 */
export class ResponseUrl {
  readonly #text: string;
  readonly #url: URL;

  /** @throws {TypeError} if the text is not an http or https URL; its message does not contain the text. */
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
   * When the URL was signed, and so the request sent: milliseconds since the epoch, rounded to seconds. AWS does not
   * document this for response URLs. But every presigned URL of Signature Version 4 contains the date, and those of
   * Version 2 contain their expiry.
   * @returns undefined if the URL contains neither
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

  /** `text` without this URL, and without the query of any other URL: the query of a presigned URL is its secret. */
  scrub(text: string): string {
    return scrubUrls(text.replaceAll(this.#text, `${this}`).replaceAll(this.#url.href, `${this}`));
  }
}

/** CloudFormation's response URLs are valid for two hours. */
const VALID_MS = 7_200_000;

/** `20260131` → `2026-01-31` */
const dashed = (day: string): string => day.replace(/(....)(..)(..)/, '$1-$2-$3');

/** `235959` → `23:59:59` */
const coloned = (time: string): string => time.replace(/(..)(..)(..)/, '$1:$2:$3');

/** Matches a whole URL in one pass. A pattern that also looked for the `?` would start anew at every scheme in the text. */
const WHOLE_URL = /https?:\/\/[^\s"'<>]+/gi;

/** `text` with the query of every URL in it replaced by `…`. */
export const scrubUrls = (text: string): string => text.replace(WHOLE_URL, withoutQuery);

function withoutQuery(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : `${url.slice(0, query)}?…`;
}
