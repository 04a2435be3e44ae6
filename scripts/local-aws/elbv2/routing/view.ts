/**
 * What a load balancer needs to know to serve a request: its listeners with their rules, and the target groups behind them. The API
 * operations keep it true (`../views.ts`); a request only reads it, and costs no call.
 */

import type { InTurn } from './turns';

export interface LoadBalancerView {
  arn: string;
  name: string;
  scheme: 'internet-facing' | 'internal';
  vpcId: string;
  /** `provisioning` until it takes requests. */
  state: 'provisioning' | 'active';
  /** What ModifyLoadBalancerAttributes set: `idle_timeout.timeout_seconds`, `routing.http.xff_header_processing.mode`, … */
  attributes: ReadonlyMap<string, string>;
  listeners: readonly ListenerView[];
}

export interface ListenerView {
  arn: string;
  port: number;
  protocol: 'HTTP' | 'HTTPS';
  /** ARNs of its certificates; the default one first. */
  certificates: readonly string[];
  sslPolicy?: string;
  /** Milliseconds of played time since the epoch. */
  now(): number;
  /** Whether the load balancer's security groups let a client on this machine in: on AWS, others time out. */
  admits(): boolean;
  /** In the order in which they are tried. The last one is the default rule, which every request meets. */
  rules: readonly ListenerRuleView[];
}

export interface ListenerRuleView {
  arn: string;
  /** 1 to 50,000; Infinity for the default rule. */
  priority: number;
  meets(request: ComparedRequest): boolean;
  /** The request as it goes to a target; the same without transforms. Undefined if it cannot be transformed: 500. */
  transform(request: RoutedRequest): RoutedRequest | undefined;
  action: ActionView;
}

export type ActionView =
  | ForwardAction
  | { type: 'redirect'; redirect: RedirectView }
  | { type: 'fixed-response'; response: FixedResponse }
  /** An action before the last one that is not played: its type. */
  | { type: 'not-played'; name: string };

export interface ForwardAction {
  type: 'forward';
  groups: readonly WeightedGroup[];
  /** Seconds for which a client stays with a target group; undefined: not at all. */
  groupStickinessSeconds?: number;
}

/** A target group in a forward action; its weight is 0 to 999. */
export interface WeightedGroup extends InTurn {
  group: TargetGroupView;
}

/** Each part may have placeholders: `#{protocol}`, `#{host}`, `#{port}`, `#{path}`, `#{query}`. */
export interface RedirectView {
  protocol: string;
  host: string;
  port: string;
  path: string;
  query: string;
  status: 301 | 302;
}

export interface FixedResponse {
  status: number;
  contentType?: string;
  body: string;
}

/** One object for each group for as long as it exists: its members change, the object stays. */
export interface TargetGroupView {
  arn: string;
  name: string;
  /** `HTTP` or `HTTPS`: how the load balancer talks to the targets. Undefined for a Lambda function. */
  protocol?: string;
  /** `HTTP1`, `HTTP2` or `GRPC`. */
  protocolVersion: string;
  targetType: string;
  /** `round_robin`, `least_outstanding_requests` or `weighted_random`. */
  algorithm: string;
  stickiness?: Stickiness;
  /** Milliseconds of played time since the epoch. */
  now(): number;
  /** The targets that get requests now. None: 503. */
  routable: readonly TargetView[];
  turn: { next: number };
}

/** How a group keeps clients with targets. */
export interface Stickiness {
  type: 'lb_cookie' | 'app_cookie';
  seconds: number;
  /** The application's own cookie, for `app_cookie`. */
  cookieName?: string;
}

/** One object for each registered target until its deregistration is over. */
export interface TargetView {
  /** Its address, or the id of the instance. */
  id: string;
  port: number;
  /** Requests that it has not answered yet. Whoever sends them counts. */
  outstanding: number;
  /** Where a connection to it really ends. Never throws. */
  connect(): Connection;
}

/**
 * A port on 127.0.0.1; `refused`: nobody listens there; `dropped`: packets vanish, because nobody has the address or a security group
 * does not let the load balancer in. On AWS, a connection that is dropped times out.
 */
export type Connection = { type: 'open'; port: number } | { type: 'refused' } | { type: 'dropped' };

/** A request, with what all rules compare. */
export interface ComparedRequest extends RoutedRequest {
  /** The host in lower case, without port. */
  hostname: string;
  /** The path after its normalization. */
  normalPath: string;
}

/** What a client asks for, and what rules look at. */
export interface RoutedRequest {
  method: string;
  /** The `Host` header as the client sent it. */
  host: string;
  /** As the client sent it, not decoded, without query. */
  path: string;
  /** As the client sent it, without `?`. */
  query: string;
  /** By names in lower case. What comes more than once has several values, but cookies are in one. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  sourceIp: string;
}
