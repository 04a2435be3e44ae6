/** Which metric a target-tracking policy follows. */

import type {
  CustomizedMetricSpecification,
  PredefinedMetricSpecification,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import type { MetricDataQuery, StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { ScaledService } from '../model';
import { validationException } from '../operation';

/** Metrics are followed minute by minute. */
export const PERIOD_SECONDS = 60;

/** A metric as an alarm has it: by itself, or as an expression over others. */
export type FollowedMetric =
  | { simple: SimpleMetric; queries?: undefined }
  | { simple?: undefined; queries: MetricDataQuery[] };

interface SimpleMetric {
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: string }[];
  Statistic: 'Average' | 'Maximum' | 'Minimum' | 'SampleCount' | 'Sum';
  Unit?: string;
}

/**
 * The metric of a policy for that service.
 * @throws AwsError ValidationException
 */
export function followedMetric(
  scaled: Pick<ScaledService, 'cluster' | 'service'>,
  {
    PredefinedMetricSpecification: predefined,
    CustomizedMetricSpecification: customized,
  }: TargetTrackingScalingPolicyConfiguration,
): FollowedMetric {
  if ((predefined === undefined) === (customized === undefined)) {
    throw validationException('A policy has either a predefined or a customized metric specification.');
  }
  if (predefined !== undefined) return { simple: predefinedMetric(scaled, predefined) };
  return customizedMetric(customized ?? {});
}

const UTILIZATION: Readonly<Record<string, string>> = {
  ECSServiceAverageCPUUtilization: 'CPUUtilization',
  ECSServiceAverageMemoryUtilization: 'MemoryUtilization',
};

function predefinedMetric(
  { cluster, service }: Pick<ScaledService, 'cluster' | 'service'>,
  { PredefinedMetricType: type, ResourceLabel }: PredefinedMetricSpecification,
): SimpleMetric {
  const utilization = UTILIZATION[type ?? ''];
  if (utilization !== undefined) {
    return {
      Namespace: 'AWS/ECS',
      MetricName: utilization,
      Dimensions: [
        { Name: 'ClusterName', Value: cluster },
        { Name: 'ServiceName', Value: service },
      ],
      Statistic: 'Average',
    };
  }
  if (type !== 'ALBRequestCountPerTarget') {
    throw validationException(`The predefined metric type ${type} is not one of an ECS service.`);
  }
  const [, LoadBalancer, TargetGroup] =
    /^(app\/[^/]+\/[^/]+)\/(targetgroup\/[^/]+\/[^/]+)$/.exec(ResourceLabel ?? '') ?? [];
  if (LoadBalancer === undefined || TargetGroup === undefined) {
    throw validationException(
      'ResourceLabel must have the form app/<load balancer>/<id>/targetgroup/<target group>/<id>.',
    );
  }
  return {
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'RequestCountPerTarget',
    Dimensions: [
      { Name: 'LoadBalancer', Value: LoadBalancer },
      { Name: 'TargetGroup', Value: TargetGroup },
    ],
    // "The only valid statistic is Sum. This represents the average, not the sum" (CloudWatch metrics of Application Load Balancers).
    Statistic: 'Sum',
  };
}

function customizedMetric(customized: CustomizedMetricSpecification): FollowedMetric {
  const { Metrics, Namespace, MetricName, Statistic, Dimensions = [], Unit } = customized;
  if (Metrics !== undefined) return { queries: mathMetrics(Metrics) };
  if (Namespace === undefined || MetricName === undefined || Statistic === undefined) {
    throw validationException('A customized metric has a Namespace, a MetricName and a Statistic, or Metrics.');
  }
  const dimensions = Dimensions.map(({ Name = '', Value = '' }) => ({ Name, Value }));
  return { simple: { Namespace, MetricName, Dimensions: dimensions, Statistic, ...(Unit && { Unit }) } };
}

function mathMetrics(metrics: NonNullable<CustomizedMetricSpecification['Metrics']>): MetricDataQuery[] {
  if (metrics.filter(({ ReturnData = true }) => ReturnData).length !== 1) {
    throw validationException('Exactly one of the Metrics returns data.');
  }
  return metrics.map(({ Id, Expression, Label, ReturnData, MetricStat }) => ({
    Id,
    Expression,
    Label,
    ReturnData,
    ...(MetricStat && {
      MetricStat: { ...MetricStat, Period: PERIOD_SECONDS, Unit: MetricStat.Unit as StandardUnit | undefined },
    }),
  }));
}

/** What GetMetricData is asked for the metric. */
export function queriesOf({ simple, queries }: FollowedMetric): MetricDataQuery[] {
  if (queries !== undefined) return queries;
  const { Statistic, Unit, ...Metric } = simple;
  return [
    {
      Id: 'm1',
      MetricStat: { Metric, Stat: Statistic, Period: PERIOD_SECONDS, Unit: Unit as StandardUnit | undefined },
    },
  ];
}
