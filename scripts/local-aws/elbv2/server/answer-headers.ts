/** The header of a target's answer, as the client gets it. */
import type { RawHeaders } from './request-headers';

/** Headers that hold for one connection only (RFC 9110, 7.6.1). The client's connection gets its own. */
const HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'te']);

/**
 * @param cookies values of `Set-Cookie` headers of the load balancer's own
 * @param date is sent if the target sent none
 */
export function clientHeaders(raw: RawHeaders, cookies: readonly string[], date: () => string): string[] {
  const kept: string[] = [];
  let dated = false;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const lower = name.toLowerCase();
    if (HOP.has(lower)) continue;
    if (lower === 'date') dated = true;
    kept.push(name, raw[at + 1] ?? '');
  }
  if (!dated) kept.push('Date', date());
  for (const cookie of cookies) kept.push('Set-Cookie', cookie);
  return kept;
}
