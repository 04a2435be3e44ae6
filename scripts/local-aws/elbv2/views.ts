/** The views of load balancers, for the data plane: made when first asked for, and made again after a change. */
import { textOf } from '../wire/query';
import { certificatesOf, type ListenerState, type LoadBalancerState, type RuleState } from './model';
import { readAction } from './routing/action';
import { readConditions } from './routing/meets';
import { readTransform } from './routing/transform';
import type { ForwardAction, ListenerRuleView, ListenerView, LoadBalancerView, TargetGroupView } from './routing/view';

export class Views {
  readonly #make: (loadBalancerArn: string) => LoadBalancerView | undefined;
  readonly #views = new Map<string, LoadBalancerView>();
  /** Those whose views are no longer true. */
  readonly #changed = new Set<string>();

  /** @param make the view as it is now; undefined if there is no such load balancer */
  constructor(make: (loadBalancerArn: string) => LoadBalancerView | undefined) {
    this.#make = make;
  }

  /** Undefined if there is no such load balancer. Cheap unless something has changed. */
  of(loadBalancerArn: string): LoadBalancerView | undefined {
    const kept = this.#views.get(loadBalancerArn);
    const isChanged = this.#changed.delete(loadBalancerArn);
    if (kept !== undefined && !isChanged) return kept;
    const made = this.#make(loadBalancerArn);
    if (made === undefined) this.#views.delete(loadBalancerArn);
    else this.#views.set(loadBalancerArn, kept === undefined ? made : withTurnsOf(kept, made));
    return made;
  }

  /** The load balancer, one of its listeners or one of its rules has been created, changed or deleted. */
  changed(loadBalancerArn: string): void {
    this.#changed.add(loadBalancerArn);
  }
}

/** A rule whose weights are as before goes on with its turns where it was: frequent changes elsewhere do not favour its first group. */
function withTurnsOf(before: LoadBalancerView, view: LoadBalancerView): LoadBalancerView {
  const rules = ({ listeners }: LoadBalancerView) => listeners.flatMap((listener) => listener.rules);
  const turns = new Map(rules(before).map(({ arn, action }) => [arn, action]));
  for (const { arn, action } of rules(view)) {
    const last = turns.get(arn);
    if (action.type !== 'forward' || last?.type !== 'forward' || weightsOf(action) !== weightsOf(last)) continue;
    for (const [i, { turn }] of last.groups.entries()) Object.assign(action.groups[i] ?? {}, { turn });
  }
  return view;
}

const weightsOf = ({ groups }: ForwardAction): string =>
  JSON.stringify(groups.map(({ group, weight }) => [group.arn, weight]));

interface ViewTools {
  groupOf: GroupOf;
  /** Whether the load balancer's security groups let a client in at that port. */
  admits(balancer: LoadBalancerState, port: number): boolean;
  /** Milliseconds of played time since the epoch. */
  now(): number;
}

type GroupOf = (arn: string) => TargetGroupView | undefined;

interface ListenerWithRules {
  listener: ListenerState;
  rules: readonly RuleState[];
}

export function makeView(
  balancer: LoadBalancerState,
  listeners: readonly ListenerWithRules[],
  tools: ViewTools,
): LoadBalancerView {
  const { arn, name, scheme, vpcId, state, attributes } = balancer;
  return {
    arn,
    name,
    scheme: scheme === 'internal' ? 'internal' : 'internet-facing',
    vpcId,
    state,
    attributes,
    listeners: listeners.map((each) => listenerView(balancer, each, tools)),
  };
}

function listenerView(
  balancer: LoadBalancerState,
  { listener, rules }: ListenerWithRules,
  { groupOf, now, admits }: ViewTools,
): ListenerView {
  const { arn, defaultRule, settings } = listener;
  const port = Number(settings.Port);
  const inOrder = [...rules].sort((a, b) => a.priority - b.priority);
  return {
    arn,
    port,
    protocol: settings.Protocol === 'HTTPS' ? 'HTTPS' : 'HTTP',
    certificates: certificatesOf(listener),
    sslPolicy: textOf(settings.SslPolicy),
    now,
    admits: () => admits(balancer, port),
    rules: [
      ...inOrder.map((rule) => ruleView(rule, groupOf)),
      {
        arn: defaultRule,
        priority: Number.POSITIVE_INFINITY,
        meets: () => true,
        transform: (request) => request,
        action: readAction(settings.DefaultActions, groupOf),
      },
    ],
  };
}

function ruleView({ arn, priority, conditions, actions, transforms }: RuleState, groupOf: GroupOf): ListenerRuleView {
  return {
    arn,
    priority,
    meets: readConditions(conditions),
    transform: readTransform(transforms),
    action: readAction(actions, groupOf),
  };
}
