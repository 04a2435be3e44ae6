/** The transforms of a rule: how it rewrites a request before the request goes to a target (rule transforms, Application Load Balancers). */
import { objectIn, objectsOf, type QueryValue, textOf } from '../../wire/query';
import { regularExpression } from './pattern';
import type { RoutedRequest } from './view';

type Rewrite = (text: string) => string;

/**
 * @param transforms as CreateRule has them, checked
 * @returns the request as it goes on: another one, or the same if no pattern matches. Undefined if a rewritten host or URL is none:
 *   "If there is a pattern match but the transform fails, we return an HTTP 500 error."
 */
export function readTransform(
  transforms: readonly QueryValue[],
): (request: RoutedRequest) => RoutedRequest | undefined {
  const host = rewriteOf(transforms, 'host-header-rewrite', 'HostHeaderRewriteConfig', 'i');
  const url = rewriteOf(transforms, 'url-rewrite', 'UrlRewriteConfig', '');
  if (host === undefined && url === undefined) return (request) => request;
  return (request) => {
    const after = { ...request, host: host?.(request.host) ?? request.host, ...(url && rewriteUrl(request, url)) };
    return isSound(request, after) ? after : undefined;
  };
}

function rewriteOf(
  transforms: readonly QueryValue[],
  type: string,
  config: string,
  flags: '' | 'i',
): Rewrite | undefined {
  const transform = objectsOf([...transforms]).find(({ Type }) => textOf(Type) === type);
  const [rewrite] = objectsOf(objectIn(transform?.[config])?.Rewrites);
  if (rewrite === undefined) return undefined;
  const expression = regularExpression(textOf(rewrite.Regex) ?? '', flags);
  const replacement = textOf(rewrite.Replace) ?? '';
  return (text) => {
    const found = expression.exec(text);
    if (found === null) return text;
    const filled = replacement.replace(/\$(\d)/g, (_, n: string) => found[Number(n)] ?? '');
    return text.slice(0, found.index) + filled + text.slice(found.index + found[0].length);
  };
}

/** The pattern sees the path and the query: a rewrite can change both, but neither the protocol nor the port. */
function rewriteUrl({ path, query }: RoutedRequest, rewrite: Rewrite): Pick<RoutedRequest, 'path' | 'query'> {
  const url = rewrite(query === '' ? path : `${path}?${query}`);
  const at = url.indexOf('?');
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) };
}

/** Whether what was changed is a host, a path and a query still. */
const isSound = (before: RoutedRequest, { host, path, query }: RoutedRequest): boolean =>
  (host === before.host || /^[\w.:[\]-]+$/.test(host)) &&
  (path === before.path || /^\/[\x21-\x7e]*$/.test(path)) &&
  (query === before.query || /^[\x21-\x7e]*$/.test(query));
