/** Which target group of a forward action gets a request (forward actions, Application Load Balancers). */
import { bind, bondOf, cookieOf, setCookies } from './cookies';
import { nextInTurn } from './turns';
import type { ForwardAction, RoutedRequest, TargetGroupView } from './view';

export interface GroupChoice {
  /** Undefined if all weights are 0. */
  group: TargetGroupView | undefined;
  /** Values of `Set-Cookie` headers with which the client stays with the group. */
  cookies: readonly string[];
}

const COOKIE = 'AWSALBTG';

/**
 * The group that the client's cookie names, if the rule has group stickiness; otherwise the groups take turns by their weights. A
 * group whose targets are unhealthy keeps its share: there is no failover between the groups of a rule.
 * @param now milliseconds of played time since the epoch
 */
export function chooseGroup(
  { groups, groupStickinessSeconds }: ForwardAction,
  request: RoutedRequest,
  now: () => number,
): GroupChoice {
  if (groupStickinessSeconds === undefined) {
    // The common case, without a list of its own.
    const [only] = groups;
    const next = groups.length > 1 || only?.weight === 0 ? nextInTurn(groups) : only;
    return { group: next?.group, cookies: NONE };
  }
  const at = now();
  const bond = bondOf(cookieOf(request, COOKIE) ?? cookieOf(request, `${COOKIE}CORS`), at);
  const group = (groups.find((each) => each.group.arn === bond) ?? nextInTurn(groups))?.group;
  if (group === undefined) return { group, cookies: NONE };
  const value = bind({ with: group.arn, until: at + groupStickinessSeconds * 1000 });
  return { group, cookies: setCookies(COOKIE, value, at) };
}

const NONE: readonly string[] = [];
