/** The cookies with which a load balancer keeps a client with a target group or a target (sticky sessions, Application Load Balancers). */
import type { RoutedRequest } from './view';

/** "The load balancer generated cookie has its own expiry of 7 days which is non-configurable." */
const EXPIRY_MS = 7 * 24 * 3600 * 1000;

/**
 * The value of a cookie in a request.
 * @returns undefined if the request has no cookie of that name
 */
export function cookieOf({ headers }: RoutedRequest, name: string): string | undefined {
  const { cookie } = headers;
  const text = typeof cookie === 'string' ? cookie : cookie?.join('; ');
  if (text === undefined || !text.includes(name)) return undefined;
  for (const pair of text.split(';')) {
    const at = pair.indexOf('=');
    if (at >= 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** What a cookie says: with whom the client stays, and until when. AWS encrypts it; here it can be read, but nobody should. */
interface Bond {
  with: string;
  /** Milliseconds of played time since the epoch. */
  until: number;
}

export const bind = (bond: Bond): string => Buffer.from(JSON.stringify(bond)).toString('base64');

/** @returns with whom the client stays; undefined if the cookie cannot be read, or its time is over */
export function bondOf(cookie: string | undefined, now: number): string | undefined {
  if (cookie === undefined) return undefined;
  try {
    const bond: Partial<Bond> = JSON.parse(Buffer.from(cookie, 'base64').toString());
    return typeof bond.until === 'number' && bond.until > now ? bond.with : undefined;
  } catch {
    return undefined;
  }
}

/** "Application Load Balancers use the Expires attribute in the cookie header instead of the Max-Age attribute." */
export function setCookie(name: string, value: string, now: number, attributes = ''): string {
  return `${name}=${value}; Expires=${new Date(now + EXPIRY_MS).toUTCString()}; Path=/${attributes}`;
}

/** The attributes with which browsers send a cookie to other sites, too. */
export const CROSS_SITE = '; SameSite=None; Secure';

/** Such a cookie, and a second one for requests from other sites: "Clients receive both cookies." */
export function setCookies(name: string, value: string, now: number): string[] {
  return [setCookie(name, value, now), setCookie(`${name}CORS`, value, now, CROSS_SITE)];
}
