/** Where a redirect action sends the client. */
import type { ListenerView, RedirectView, RoutedRequest } from './view';

/**
 * The URL with its placeholders filled in: `#{protocol}`, `#{host}`, `#{port}`, `#{path}` (without the leading slash), `#{query}`
 * (redirect actions, Application Load Balancers).
 */
export function locationOf(redirect: RedirectView, listener: ListenerView, request: RoutedRequest): string {
  const values: Record<string, string> = {
    protocol: listener.protocol.toLowerCase(),
    host: request.host.replace(/:\d+$/, ''),
    port: String(listener.port),
    path: request.path.replace(/^\//, ''),
    query: request.query,
  };
  const fill = (part: string) =>
    part.replace(/#\{(protocol|host|port|path|query)\}/g, (_, name: string) => values[name] ?? '');
  const query = fill(redirect.query);
  return `${fill(redirect.protocol).toLowerCase()}://${fill(redirect.host)}:${fill(redirect.port)}${fill(redirect.path)}${query === '' ? '' : `?${query}`}`;
}
