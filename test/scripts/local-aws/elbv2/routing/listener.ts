/** A listener as the data plane sees it, made of rules in the form of the API; and requests for it. */
import type { LoadBalancerState, RuleState } from '../../../../../scripts/local-aws/elbv2/model';
import { type Decision, route } from '../../../../../scripts/local-aws/elbv2/routing/route';
import type {
  ListenerView,
  RoutedRequest,
  TargetGroupView,
  TargetView,
} from '../../../../../scripts/local-aws/elbv2/routing/view';
import { makeView } from '../../../../../scripts/local-aws/elbv2/views';
import type { QueryObject } from '../../../../../scripts/local-aws/wire/query';

export const BALANCER: LoadBalancerState = {
  arn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/one/1',
  name: 'one',
  scheme: 'internet-facing',
  subnets: [],
  securityGroups: [],
  others: '',
  state: 'active',
  vpcId: 'vpc-1',
  attributes: new Map(),
  addresses: new Map(),
};

const ABSENT: QueryObject[] = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }];

/** An action whose decision can be told from others. */
export const answer = (body: string): QueryObject[] => [
  { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', ContentType: 'text/plain', MessageBody: body } },
];

export interface RuleForm {
  priority: number;
  conditions: QueryObject[];
  actions: QueryObject[];
  transforms?: QueryObject[];
}

export interface ListenerForm {
  rules?: RuleForm[];
  defaultActions?: QueryObject[];
  protocol?: 'HTTP' | 'HTTPS';
  port?: number;
  groups?: readonly TargetGroupView[];
  now?(): number;
}

export function listenerOf(form: ListenerForm): ListenerView {
  const { rules = [], defaultActions = ABSENT, protocol = 'HTTP', port = 80, groups = [], now = () => 0 } = form;
  const settings = { Protocol: protocol, Port: String(port), DefaultActions: defaultActions };
  const listener = { arn: 'listener', port: String(port), defaultRule: 'default', settings, certificates: [] };
  const states = rules.map(
    ({ priority, conditions, actions, transforms = [] }): RuleState => ({
      arn: `rule-${priority}`,
      priority,
      conditions,
      actions,
      transforms,
    }),
  );
  const groupOf = (arn: string) => groups.find((group) => group.arn === arn);
  const { listeners } = makeView(BALANCER, [{ listener, rules: states }], { groupOf, now, admits: () => true });
  const [view] = listeners;
  if (view === undefined) throw new Error('The load balancer has no listener');
  return view;
}

export const request = (change: Partial<RoutedRequest> = {}): RoutedRequest => ({
  method: 'GET',
  host: 'www.example.com',
  path: '/',
  query: '',
  headers: {},
  sourceIp: '192.0.2.1',
  ...change,
});

/** Whether a rule with these conditions takes the request. */
export function meets(condition: QueryObject | QueryObject[], change: Partial<RoutedRequest>): boolean {
  const conditions = Array.isArray(condition) ? condition : [condition];
  const listener = listenerOf({ rules: [{ priority: 1, conditions, actions: answer('met') }] });
  return bodyOf(route(listener, request(change))) === 'met';
}

export function bodyOf(decision: Decision): string {
  if (decision.type !== 'fixed-response') throw new Error(`The decision is ${decision.type}`);
  return decision.response.body;
}

export const target = (id: string, port = 80): TargetView => ({
  id,
  port,
  outstanding: 0,
  connect: () => ({ type: 'refused' }),
});

export const groupOf = (name: string, change: Partial<TargetGroupView> = {}): TargetGroupView => ({
  arn: name,
  name,
  protocol: 'HTTP',
  protocolVersion: 'HTTP1',
  targetType: 'ip',
  algorithm: 'round_robin',
  now: () => 0,
  routable: [target(`${name}-1`), target(`${name}-2`)],
  turn: { next: 0 },
  ...change,
});

/** A forward action to groups by their names, with weights. */
export const forward = (weights: Record<string, number>, stickySeconds?: number): QueryObject[] => [
  {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: Object.entries(weights).map(([TargetGroupArn, weight]) => ({
        TargetGroupArn,
        Weight: String(weight),
      })),
      ...(stickySeconds !== undefined && {
        TargetGroupStickinessConfig: { Enabled: 'true', DurationSeconds: String(stickySeconds) },
      }),
    },
  },
];
