/**
 * What a load balancer counts, as `AWS/ApplicationELB`.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
import type { Metrics, Series } from '../../metrics';
import { fullNameOf } from '../arns';

type Dimensions = Readonly<Record<string, string>>;

/** Where the load balancers of one region count. */
export interface Counting {
  metrics: Pick<Metrics, 'series'>;
  region: string;
}

/** A metric exists from its first data point on: "If there is no data for a metric, the metric is not reported". */
function seriesOf({ metrics, region }: Counting, name: string, dimensions: Dimensions, unit: string): Series {
  let made: Series | undefined;
  return {
    add(value, count) {
      made ??= metrics.series({ region, namespace: 'AWS/ApplicationELB', name, dimensions, unit });
      made.add(value, count);
    },
  };
}

/** The counts that have one value for each status: `HTTPCode_<source>_<class>XX_Count`. */
function statusSeries(counting: Counting, source: string, codes: readonly string[], dimensions: Dimensions) {
  const all = codes.map((code): [string, Series] => [
    code,
    seriesOf(counting, `HTTPCode_${source}_${code}_Count`, dimensions, 'Count'),
  ]);
  return new Map(all);
}

const classOf = (status: number): string => `${Math.floor(status / 100)}XX`;

export class LoadBalancerCounts {
  /** Connections of clients and to targets. */
  readonly newConnections: Series;
  readonly activeConnections: Series;
  readonly rejectedConnections: Series;
  readonly tlsErrors: Series;
  readonly processedBytes: Series;
  readonly redirects: Series;
  readonly fixedResponses: Series;
  readonly #own: ReadonlyMap<string, Series>;
  readonly #loadBalancer: TargetCounts;
  readonly #groups = new Map<string, TargetGroupCounts>();
  readonly #counting: Counting;
  readonly #dimensions: Dimensions;

  constructor(counting: Counting, loadBalancerArn: string) {
    const dimensions = { LoadBalancer: fullNameOf(loadBalancerArn) };
    const count = (name: string, unit = 'Count') => seriesOf(counting, name, dimensions, unit);
    this.#counting = counting;
    this.#dimensions = dimensions;
    this.newConnections = count('NewConnectionCount');
    this.activeConnections = count('ActiveConnectionCount');
    this.rejectedConnections = count('RejectedConnectionCount');
    this.tlsErrors = count('ClientTLSNegotiationErrorCount');
    this.processedBytes = count('ProcessedBytes', 'Bytes');
    this.redirects = count('HTTP_Redirect_Count');
    this.fixedResponses = count('HTTP_Fixed_Response_Count');
    this.#own = statusSeries(counting, 'ELB', ['3XX', '4XX', '5XX', '500', '502', '503', '504'], dimensions);
    this.#loadBalancer = new TargetCounts(counting, dimensions);
  }

  /** An answer of the load balancer's own. */
  answered(status: number): void {
    this.#own.get(classOf(status))?.add(1);
    this.#own.get(String(status))?.add(1);
  }

  group(targetGroupArn: string): TargetGroupCounts {
    const found = this.#groups.get(targetGroupArn);
    if (found !== undefined) return found;
    const made = new TargetGroupCounts(this.#counting, this.#loadBalancer, this.#dimensions, targetGroupArn);
    this.#groups.set(targetGroupArn, made);
    return made;
  }
}

/** What is counted of targets with one set of dimensions. */
class TargetCounts {
  readonly requests: Series;
  readonly connectionErrors: Series;
  readonly responseTime: Series;
  readonly #statuses: ReadonlyMap<string, Series>;

  constructor(counting: Counting, dimensions: Dimensions) {
    this.requests = seriesOf(counting, 'RequestCount', dimensions, 'Count');
    this.connectionErrors = seriesOf(counting, 'TargetConnectionErrorCount', dimensions, 'Count');
    this.responseTime = seriesOf(counting, 'TargetResponseTime', dimensions, 'Seconds');
    this.#statuses = statusSeries(counting, 'Target', ['2XX', '3XX', '4XX', '5XX'], dimensions);
  }

  answered(status: number, seconds: number): void {
    this.#statuses.get(classOf(status))?.add(1);
    this.responseTime.add(seconds);
  }
}

/** What is counted of one target group, and of the load balancer with it. */
export class TargetGroupCounts {
  readonly #both: readonly TargetCounts[];
  readonly #perTarget: readonly Series[];

  constructor(counting: Counting, loadBalancer: TargetCounts, { LoadBalancer = '' }: Dimensions, arn: string) {
    const TargetGroup = arn.slice(arn.lastIndexOf(':') + 1);
    this.#both = [loadBalancer, new TargetCounts(counting, { LoadBalancer, TargetGroup })];
    const both: Dimensions[] = [{ TargetGroup }, { LoadBalancer, TargetGroup }];
    this.#perTarget = both.map((dimensions) => seriesOf(counting, 'RequestCountPerTarget', dimensions, 'Count'));
  }

  /**
   * A request for which a target was found.
   * @param targets how many there are. The sum of `RequestCountPerTarget` "represents the average not the sum"
   */
  request(targets: number): void {
    for (const counts of this.#both) counts.requests.add(1);
    for (const series of this.#perTarget) series.add(1 / targets);
  }

  connectionError(): void {
    for (const counts of this.#both) counts.connectionErrors.add(1);
  }

  /** @param ms from the end of the request's header to the answer's header; counted in tenths of a millisecond */
  answered(status: number, ms: number): void {
    const seconds = Math.round(ms * 10) / 10_000;
    for (const counts of this.#both) counts.answered(status, seconds);
  }
}
