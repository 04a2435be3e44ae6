/** The views of load balancers, for the data plane: made when first asked for, and made again after a change. */
import { objectsOf, textOf } from '../wire/query';
import type { ListenerState, LoadBalancerState, RuleState } from './model';
import { readAction } from './routing/action';
import { readConditions } from './routing/meets';
import type { ListenerRuleView, ListenerView, LoadBalancerView, TargetGroupView } from './routing/view';

export class Views {
  readonly #make: (loadBalancerArn: string) => LoadBalancerView | undefined;
  readonly #views = new Map<string, LoadBalancerView>();
  readonly #watchers = new Set<(loadBalancerArn: string) => void>();

  /** @param make the view as it is now; undefined if there is no such load balancer */
  constructor(make: (loadBalancerArn: string) => LoadBalancerView | undefined) {
    this.#make = make;
  }

  /** Undefined if there is no such load balancer. Cheap unless something has changed. */
  of(loadBalancerArn: string): LoadBalancerView | undefined {
    const kept = this.#views.get(loadBalancerArn);
    if (kept !== undefined) return kept;
    const made = this.#make(loadBalancerArn);
    if (made !== undefined) this.#views.set(loadBalancerArn, made);
    return made;
  }

  /** The load balancer, one of its listeners or one of its rules has been created, changed or deleted. */
  changed(loadBalancerArn: string): void {
    this.#views.delete(loadBalancerArn);
    for (const watcher of this.#watchers) watcher(loadBalancerArn);
  }

  /**
   * @param watcher is told after each change which load balancer has another view now, or none
   * @returns a function after whose call the watcher is told no more
   */
  watch(watcher: (loadBalancerArn: string) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

type GroupOf = (arn: string) => TargetGroupView | undefined;

interface ListenerWithRules {
  listener: ListenerState;
  rules: readonly RuleState[];
}

export function makeView(
  { arn, name, scheme, vpcId, state, attributes }: LoadBalancerState,
  listeners: readonly ListenerWithRules[],
  groupOf: GroupOf,
): LoadBalancerView {
  return {
    arn,
    name,
    scheme: scheme === 'internal' ? 'internal' : 'internet-facing',
    vpcId,
    state,
    attributes,
    listeners: listeners.map((each) => listenerView(each, groupOf)),
  };
}

function listenerView({ listener, rules }: ListenerWithRules, groupOf: GroupOf): ListenerView {
  const { arn, defaultRule, settings } = listener;
  const inOrder = [...rules].sort((a, b) => a.priority - b.priority);
  return {
    arn,
    port: Number(settings.Port),
    protocol: settings.Protocol === 'HTTPS' ? 'HTTPS' : 'HTTP',
    certificates: objectsOf(settings.Certificates).map(({ CertificateArn }) => textOf(CertificateArn) ?? ''),
    sslPolicy: textOf(settings.SslPolicy),
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

function ruleView({ arn, priority, conditions, actions }: RuleState, groupOf: GroupOf): ListenerRuleView {
  return {
    arn,
    priority,
    meets: readConditions(conditions),
    transform: (request) => request,
    action: readAction(actions, groupOf),
  };
}
