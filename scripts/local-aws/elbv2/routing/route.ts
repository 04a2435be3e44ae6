/** The decision about a request: which rule it meets, and what the rule's action says. Pure but for the turns of the round robin. */
import { chooseGroup } from './groups';
import { normalized } from './path';
import { locationOf } from './redirect';
import type {
  ComparedRequest,
  FixedResponse,
  ListenerRuleView,
  ListenerView,
  RoutedRequest,
  TargetGroupView,
} from './view';

export type Decision = ForwardDecision | RedirectDecision | FixedDecision | FailedDecision | NotPlayedDecision;

export interface ForwardDecision {
  type: 'forward';
  rule: ListenerRuleView;
  /** Undefined if all weights of the rule are 0: 503. */
  group: TargetGroupView | undefined;
  /** What goes to the target: host, path and query after the rule's transforms. */
  request: RoutedRequest;
  /** Values of `Set-Cookie` headers with which the client stays with the group. */
  cookies: readonly string[];
}

export interface RedirectDecision {
  type: 'redirect';
  rule: ListenerRuleView;
  status: 301 | 302;
  /** Names the listener's ports as they are in AWS. */
  location: string;
}

export interface FixedDecision {
  type: 'fixed-response';
  rule: ListenerRuleView;
  response: FixedResponse;
}

/** The rule's transform does not give a URL or a host. */
export interface FailedDecision {
  type: 'failed';
  rule: ListenerRuleView;
  status: 500;
}

export interface NotPlayedDecision {
  type: 'not-played';
  rule: ListenerRuleView;
  /** The type of the action. */
  name: string;
}

/**
 * "Each rule is evaluated in priority order, from the lowest value to the highest value. The default rule is evaluated last" (listener
 * rules, Application Load Balancers).
 * @throws Error if the listener has no default rule
 */
export function route(listener: ListenerView, request: RoutedRequest): Decision {
  const compared: ComparedRequest = {
    ...request,
    // "A hostname is not case-sensitive." "The rule evaluation is performed only after URI normalization occurs" (path conditions).
    hostname: request.host.replace(/:\d+$/, '').toLowerCase(),
    normalPath: normalized(request.path),
  };
  const rule = listener.rules.find((each) => each.meets(compared));
  if (rule === undefined) throw new Error(`Listener ${listener.arn} has no default rule`);
  const { action } = rule;
  switch (action.type) {
    case 'forward': {
      const { group, cookies } = chooseGroup(action, request, listener.now);
      const transformed = rule.transform(request);
      if (transformed === undefined) return { type: 'failed', rule, status: 500 };
      return { type: 'forward', rule, group, cookies, request: transformed };
    }
    case 'redirect': {
      const location = locationOf(action.redirect, listener, request);
      return { type: 'redirect', rule, status: action.redirect.status, location };
    }
    case 'fixed-response':
      return { type: 'fixed-response', rule, response: action.response };
    case 'not-played':
      return { type: 'not-played', rule, name: action.name };
  }
}
