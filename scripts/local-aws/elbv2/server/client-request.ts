/** A client's request line, taken apart for the rules. */

export interface RequestLine {
  method: string;
  path: string;
  /** Without `?`. */
  query: string;
  /** Whether there is a `?`. */
  hasQuery: boolean;
  /** The host of a request line that is a whole URL, which counts instead of the header (RFC 9112, 3.2.2). */
  host: string | undefined;
}

export function readRequestLine(method: string, url: string): RequestLine {
  const [, host, rest = url] = url.startsWith('/') ? [] : (/^https?:\/\/([^/?#]*)(.*)$/i.exec(url) ?? []);
  const at = rest.indexOf('?');
  const path = at < 0 ? rest : rest.slice(0, at);
  // `http://host?query` has no path.
  return {
    method,
    path: path === '' ? '/' : path,
    query: at < 0 ? '' : rest.slice(at + 1),
    hasQuery: at >= 0,
    host,
  };
}
