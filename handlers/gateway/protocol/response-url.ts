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

const URL_WITH_QUERY = /(https?:\/\/[^\s?"'<>]+)\?[^\s"'<>]*/gi;

/** `text` with the query of every URL in it replaced by `…`. */
export const scrubUrls = (text: string): string => text.replace(URL_WITH_QUERY, '$1?…');
