import { type Json, type JsonObject, member } from '../../../../handlers/template-language/json';
import type { TimeSeries } from '../../../../scripts/local-aws/cloudwatch/metric-math/values';

/** The requests to a target group in one minute, and its answers. */
export interface Minute {
  requests: number;
  /** Answers of the targets with a status of 500 to 599. */
  errors: number;
  /** Answers of the targets with a status of 400 to 499. */
  refusedByApplication: number;
  /** Connections that no target accepted. Each also counts as a request. */
  refusedConnections: number;
  /** Healthy targets. */
  targets: number;
}

export type Group = 'Blue' | 'Green';

/** The traffic of each group, minute by minute. */
export type TargetGroupTraffic = Readonly<Record<Group, readonly Minute[]>>;

export const quiet: Minute = { requests: 0, errors: 0, refusedByApplication: 0, refusedConnections: 0, targets: 0 };

export const minute = (some: Partial<Minute>): Minute => ({ ...quiet, targets: 1, ...some });

/** Whether a group without requests reports 0 requests or nothing. Shared load balancers do both. */
export type Silence = 'zero' | 'nothing';

/**
 * The data points of a metric of a target group, as Elastic Load Balancing reports them. It reports a count of
 * errors only for minutes with errors.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function metricOf(name: string, minutes: readonly Minute[], silence: Silence): TimeSeries {
  const points = minutes.map((one, at) => [at, pointOf(name, one, silence)] as const);
  return new Map(points.filter((point): point is [number, number] => point[1] !== undefined));
}

function pointOf(name: string, one: Minute, silence: Silence): number | undefined {
  const some = (count: number): number | undefined => (count > 0 ? count : undefined);
  const always = (count: number): number | undefined => (count > 0 || silence === 'zero' ? count : undefined);
  switch (name) {
    case 'RequestCount':
      return always(one.requests);
    case 'RequestCountPerTarget':
      return one.targets === 0 ? undefined : always(one.requests / one.targets);
    case 'HTTPCode_Target_5XX_Count':
      return some(one.errors);
    case 'HTTPCode_Target_4XX_Count':
      return some(one.refusedByApplication);
    case 'TargetConnectionErrorCount':
      return some(one.refusedConnections);
    default:
      throw new Error(`${name} is not a metric that is known here`);
  }
}

/** The metrics that the queries of an alarm or a scaling policy read, by query id. */
export function metricsOf(
  queries: readonly JsonObject[],
  traffic: TargetGroupTraffic,
  silence: Silence,
): Map<string, TimeSeries> {
  const asked = queries.filter((query) => 'MetricStat' in query);
  return new Map(
    asked.map((query) => {
      const metric = member(query.MetricStat, 'Metric');
      checkStatistic(query.MetricStat);
      const group = groupOf(member(metric, 'Dimensions') ?? null);
      return [String(query.Id), metricOf(String(member(metric, 'MetricName')), traffic[group], silence)];
    }),
  );
}

/** The traffic of these tests consists of counts per minute. @throws Error if a query asks for any other statistic */
function checkStatistic(asked: Json | undefined): void {
  const [Stat, Period = 60, Namespace = 'AWS/ApplicationELB'] = [
    member(asked, 'Stat'),
    member(asked, 'Period'),
    member(member(asked, 'Metric'), 'Namespace'),
  ];
  if (Stat !== 'Sum' || Period !== 60) throw new Error(`${Stat} of ${Period} seconds is no count per minute`);
  if (Namespace !== 'AWS/ApplicationELB') throw new Error(`${Namespace} has no such metric`);
}

/** Elastic Load Balancing reports a target group's metrics under target group and load balancer together. */
function groupOf(dimensions: Json): Group {
  const text = JSON.stringify(dimensions);
  if (!text.includes('"LoadBalancer"') || !text.includes('LoadBalancerFullName')) {
    throw new Error(`no metric of a target group has the dimensions ${text}`);
  }
  if (text.includes('"TargetGroup"') && text.includes('"WebBlue"')) return 'Blue';
  if (text.includes('"TargetGroup"') && text.includes('"WebGreen"')) return 'Green';
  throw new Error(`${text} names no target group`);
}
