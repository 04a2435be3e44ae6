/** The health check of a target group: its settings, with the defaults of Application Load Balancers (health check settings). */
import { objectIn, type QueryObject, textOf } from '../../wire/query';

export interface HealthCheckSettings {
  enabled: boolean;
  protocol: 'HTTP' | 'HTTPS';
  /** `traffic-port`: the one at which the target gets requests. */
  port: number | 'traffic-port';
  path: string;
  intervalSeconds: number;
  timeoutSeconds: number;
  /** Checks in a row that an unhealthy target must pass. */
  healthyThreshold: number;
  /** Checks in a row that a target must fail to be unhealthy. */
  unhealthyThreshold: number;
  /** Whether that status of an answer passes. */
  matches(status: number): boolean;
}

/** What CreateTargetGroup sets if a request does not say. moto has other defaults, or none. */
export const HEALTH_CHECK_DEFAULTS = {
  HealthCheckPath: '/',
  HealthCheckTimeoutSeconds: '5',
  HealthCheckIntervalSeconds: '30',
  HealthyThresholdCount: '5',
  UnhealthyThresholdCount: '2',
};

/** @param parameters of CreateTargetGroup, with what ModifyTargetGroup has changed since */
export function readHealthCheck(parameters: QueryObject): HealthCheckSettings {
  const all: QueryObject = { ...HEALTH_CHECK_DEFAULTS, ...parameters };
  const number = (name: string) => Number(textOf(all[name]));
  const port = textOf(all.HealthCheckPort) ?? 'traffic-port';
  return {
    // "If the target type is lambda, health checks are disabled by default" (API reference, CreateTargetGroup).
    enabled: (textOf(all.HealthCheckEnabled) ?? String(textOf(all.TargetType) !== 'lambda')) === 'true',
    protocol: textOf(all.HealthCheckProtocol) === 'HTTPS' ? 'HTTPS' : 'HTTP',
    port: port === 'traffic-port' ? port : Number(port),
    path: textOf(all.HealthCheckPath) ?? '/',
    intervalSeconds: number('HealthCheckIntervalSeconds'),
    timeoutSeconds: number('HealthCheckTimeoutSeconds'),
    healthyThreshold: number('HealthyThresholdCount'),
    unhealthyThreshold: number('UnhealthyThresholdCount'),
    matches: readMatcher(textOf(objectIn(all.Matcher)?.HttpCode) ?? '200'),
  };
}

/** "You can specify multiple values (for example, 200,202) or a range of values (for example, 200-299)" (API reference, Matcher). */
function readMatcher(codes: string): (status: number) => boolean {
  const ranges = codes.split(',').map((range) => {
    const [from = '', to = from] = range.trim().split('-');
    return { from: Number(from), to: Number(to) };
  });
  return (status) => ranges.some(({ from, to }) => status >= from && status <= to);
}
