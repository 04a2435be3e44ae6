/** Which target of a group gets a request, and the cookies that keep a client with it. */
import type { IncomingHttpHeaders } from 'node:http';
import type { RoutedRequest, TargetGroupView, TargetView } from './view';

/**
 * @param tried targets that could not be reached for this request
 * @returns undefined if there is none: 503
 */
export function pickTarget(
  group: TargetGroupView,
  _request: RoutedRequest,
  tried: ReadonlySet<TargetView> = NONE,
): TargetView | undefined {
  const { routable, turn } = group;
  for (let i = 0; i < routable.length; i++) {
    const target = routable[turn.next % routable.length];
    turn.next = (turn.next + 1) % routable.length;
    if (target !== undefined && !tried.has(target)) return target;
  }
  return undefined;
}

const NONE: ReadonlySet<TargetView> = new Set();

/** Values of `Set-Cookie` headers that are added to the answer of that target. */
export function targetCookies(
  _group: TargetGroupView,
  _target: TargetView,
  _request: RoutedRequest,
  _answer: IncomingHttpHeaders,
): readonly string[] {
  return [];
}
