/** Which target of a group gets a request, and the cookies that keep a client with it. */
import type { IncomingHttpHeaders } from 'node:http';
import { bind, bondOf, CROSS_SITE, cookieOf, setCookie, setCookies } from './cookies';
import type { RoutedRequest, Stickiness, TargetGroupView, TargetView } from './view';

const COOKIE = 'AWSALB';
/** What the load balancer knows fits into one fragment of its cookie. */
const APPLICATION_COOKIE = 'AWSALBAPP-0';

/**
 * The target that the client's cookie names, if the group is sticky and that target gets requests; otherwise one by the group's
 * algorithm. `weighted_random` spreads requests as evenly as `round_robin` does, "in a random order": here in the same order.
 * @param tried targets that could not be reached for this request
 * @returns undefined if there is none: 503
 */
export function pickTarget(
  group: TargetGroupView,
  request: RoutedRequest,
  tried: ReadonlySet<TargetView> = NONE,
): TargetView | undefined {
  const { stickiness, routable, algorithm } = group;
  if (stickiness !== undefined) {
    const key = boundTo(stickiness, request, group.now());
    const bound = routable.find((target) => keyOf(target) === key);
    if (bound !== undefined && !tried.has(bound)) return bound;
  }
  return algorithm === 'least_outstanding_requests' ? leastBusy(group, tried) : nextTarget(group, tried);
}

function nextTarget({ routable, turn }: TargetGroupView, tried: ReadonlySet<TargetView>): TargetView | undefined {
  const { length } = routable;
  for (let i = 0; i < length; i++) {
    const target = routable[turn.next % length];
    turn.next = (turn.next + 1) % length;
    if (target !== undefined && !tried.has(target)) return target;
  }
  return undefined;
}

/** Equally busy targets take turns. */
function leastBusy({ routable, turn }: TargetGroupView, tried: ReadonlySet<TargetView>): TargetView | undefined {
  let least: TargetView | undefined;
  for (let i = 0; i < routable.length; i++) {
    const target = routable[(turn.next + i) % routable.length];
    if (target === undefined || tried.has(target)) continue;
    if (least === undefined || target.outstanding < least.outstanding) least = target;
  }
  turn.next = (turn.next + 1) % Math.max(routable.length, 1);
  return least;
}

const NONE: ReadonlySet<TargetView> = new Set();

const keyOf = ({ id, port }: TargetView): string => `${id}:${port}`;

/** "Clients have to send back both cookies": the application's own, and the load balancer's. */
function boundTo(stickiness: Stickiness, request: RoutedRequest, now: number): string | undefined {
  if (stickiness.type === 'lb_cookie') {
    return bondOf(cookieOf(request, COOKIE) ?? cookieOf(request, `${COOKIE}CORS`), now);
  }
  if (cookieOf(request, stickiness.cookieName ?? '') === undefined) return undefined;
  return bondOf(cookieOf(request, APPLICATION_COOKIE), now);
}

/**
 * Values of `Set-Cookie` headers that are added to the answer of that target. "For both stickiness types, the Application Load
 * Balancer resets the expiry of the cookies it generates after every request."
 * @param answer the headers of the target's answer
 */
export function targetCookies(
  group: TargetGroupView,
  target: TargetView,
  request: RoutedRequest,
  answer: IncomingHttpHeaders,
): readonly string[] {
  const { stickiness } = group;
  if (stickiness === undefined) return [];
  const now = group.now();
  const value = bind({ with: keyOf(target), until: now + stickiness.seconds * 1000 });
  if (stickiness.type === 'lb_cookie') return setCookies(COOKIE, value, now);
  const name = `${stickiness.cookieName}=`;
  const begins = (answer['set-cookie'] ?? []).some((cookie) => cookie.startsWith(name));
  if (!begins && boundTo(stickiness, request, now) === undefined) return [];
  return [setCookie(APPLICATION_COOKIE, value, now, takesCrossSite(request) ? CROSS_SITE : '')];
}

/** "Only if the user-agent version is Chromium80 or above." */
function takesCrossSite({ headers }: RoutedRequest): boolean {
  const [, version = '0'] = /Chrom(?:e|ium)\/(\d+)/.exec(String(headers['user-agent'])) ?? [];
  return Number(version) >= 80;
}
