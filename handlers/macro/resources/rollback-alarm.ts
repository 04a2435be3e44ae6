import { isIntrinsic, sub } from '../../template-language/intrinsics';
import { compact, type Json, type JsonObject } from '../../template-language/json';
import type { ServiceSpec } from '../spec';
import { loadBalancerMetric } from './metrics';
import { type Resource, tagsOf } from './resource';

/**
 * The alarm that rolls a deployment back: more than 1 % (or what the block says) of the responses of either target
 * group are errors, in two of three minutes. Each group has its own rate, and the worse one counts. If a canary always
 * fails, an average over all traffic would show only its 5 %, and an average over tasks even less.
 */
export function rollbackAlarm(spec: ServiceSpec): Resource | undefined {
  const { OwnAlarm, ErrorRatePercent } = spec.Deployment.Rollback;
  if (!OwnAlarm) return undefined;
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: compact({
      AlarmDescription: description(ErrorRatePercent),
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: ErrorRatePercent,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      // A minute without requests is no reason for a rollback.
      TreatMissingData: 'notBreaching',
      Metrics: [
        { Id: 'rate', Expression: 'MAX([blueRate, greenRate])', Label: 'Error rate (%)', ReturnData: true },
        ...groupMetrics(spec, 'Blue'),
        ...groupMetrics(spec, 'Green'),
      ],
      Tags: tagsOf(spec),
    }),
  };
}

function description(percent: Json): Json {
  const text = (rate: string) =>
    `Rolls a deployment back when more than ${rate} % of the answers of either target group are errors.`;
  return isIntrinsic(percent) ? sub(text(`\${Percent}`), { Percent: percent }) : text(String(percent));
}

/**
 * The error rate of one target group in percent. For a refused connection the load balancer responds with its own 502,
 * which counts for no group, but TargetConnectionErrorCount does. FILL is needed because a minute without errors has
 * no count of errors. The number of requests is not filled, so that a minute without requests has no rate.
 */
function groupMetrics(spec: ServiceSpec, group: 'Blue' | 'Green'): JsonObject[] {
  const id = group.toLowerCase();
  const sum = (name: string, metric: string): JsonObject => ({
    Id: `${id}${name}`,
    MetricStat: { Metric: loadBalancerMetric(spec, group, metric), Period: 60, Stat: 'Sum' },
    ReturnData: false,
  });
  const { Include4xx, MinimumRequests } = spec.Deployment.Rollback;
  const kinds = ['Errors', ...(Include4xx ? ['Refusals'] : []), 'Refused'];
  const errors = kinds.map((kind) => `FILL(${id}${kind}, 0)`).join(' + ');
  const rate = `100 * (${errors}) / ${id}Requests`;
  return [
    { Id: `${id}Rate`, Expression: fromMinimum(rate, `${id}Requests`, MinimumRequests), ReturnData: false },
    sum('Requests', 'RequestCount'),
    sum('Errors', 'HTTPCode_Target_5XX_Count'),
    ...(Include4xx ? [sum('Refusals', 'HTTPCode_Target_4XX_Count')] : []),
    sum('Refused', 'TargetConnectionErrorCount'),
  ];
}

/** The rate is 0 in a minute with fewer than the minimum of requests. */
function fromMinimum(rate: string, requests: string, minimum: Json | undefined): Json {
  if (minimum === undefined) return rate;
  const text = (least: string) => `IF(${requests} >= ${least}, ${rate}, 0)`;
  return isIntrinsic(minimum) ? sub(text(`\${Minimum}`), { Minimum: minimum }) : text(String(minimum));
}
