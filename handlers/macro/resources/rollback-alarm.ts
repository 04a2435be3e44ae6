import { compact, type JsonObject } from '../json';
import type { ServiceSpec } from '../service/spec';
import { loadBalancerMetric } from './metrics';
import { type Resource, tagsOf } from './resource';

/**
 * The alarm that rolls a deployment back: more than 1 % of the answers of either target group are errors, in two of
 * three minutes. The rate is taken per group and the worse one counts: of a canary that always fails, an average over
 * all traffic would show its 5 %, and an average over tasks less.
 */
export const rollbackAlarm = (spec: ServiceSpec): Resource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: compact({
    AlarmDescription: 'Rolls a deployment back when more than 1 % of the answers of either target group are errors.',
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 1,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    // A minute without a request says nothing against a deployment.
    TreatMissingData: 'notBreaching',
    Metrics: [
      { Id: 'rate', Expression: 'MAX([blueRate, greenRate])', Label: 'Error rate (%)', ReturnData: true },
      ...groupMetrics(spec, 'Blue'),
      ...groupMetrics(spec, 'Green'),
    ],
    Tags: tagsOf(spec),
  }),
});

/**
 * The error rate of one target group in percent. A refused connection is the load balancer's own 502 and counted for
 * no group; TargetConnectionErrorCount is. Errors are reported only where there are some, hence FILL. The number of
 * requests is not filled: a minute without requests then has no rate, where a filled one could hold the alarm.
 */
function groupMetrics(spec: ServiceSpec, group: 'Blue' | 'Green'): JsonObject[] {
  const id = group.toLowerCase();
  const sum = (name: string, metric: string): JsonObject => ({
    Id: `${id}${name}`,
    MetricStat: { Metric: loadBalancerMetric(spec, group, metric), Period: 60, Stat: 'Sum' },
    ReturnData: false,
  });
  return [
    {
      Id: `${id}Rate`,
      Expression: `100 * (FILL(${id}Errors, 0) + FILL(${id}Refused, 0)) / ${id}Requests`,
      ReturnData: false,
    },
    sum('Requests', 'RequestCount'),
    sum('Errors', 'HTTPCode_Target_5XX_Count'),
    sum('Refused', 'TargetConnectionErrorCount'),
  ];
}
