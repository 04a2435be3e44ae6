import { ref, sub } from '../intrinsics';
import type { JsonObject } from '../json';
import { logicalId } from '../names';
import type { ServiceSpec } from '../service/spec';
import { loadBalancerMetric } from './metrics';
import type { Resource } from './resource';

export const scalableTarget = (spec: ServiceSpec): Resource => ({
  Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
  Properties: {
    ServiceNamespace: 'ecs',
    ScalableDimension: 'ecs:service:DesiredCount',
    ResourceId: sub(`service/\${${logicalId(spec, 'Gateway')}.Cluster}/\${${spec.id}.Name}`),
    MinCapacity: spec.ScalingTarget.MinTaskCount,
    MaxCapacity: spec.ScalingTarget.MaxTaskCount,
  },
});

export const scalingPolicy = (spec: ServiceSpec): Resource => ({
  Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
  Properties: {
    // Names the policy among those of one service only; the same whatever the metric, so that changing it is no
    // replacement.
    PolicyName: 'TargetTracking',
    PolicyType: 'TargetTrackingScaling',
    ScalingTargetId: ref(logicalId(spec, 'ScalableTarget')),
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: spec.ScalingTarget.AutoScalingTargetValue,
      ...metricSpecification(spec),
    },
  },
});

function metricSpecification(spec: ServiceSpec): JsonObject {
  switch (spec.ScalingTarget.AutoScalingMetric) {
    case 'AVERAGE_CPU':
      return { PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } };
    case 'AVERAGE_MEMORY':
      return { PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageMemoryUtilization' } };
    case 'REQUEST_COUNT_PER_TARGET':
      return { CustomizedMetricSpecification: { Metrics: requestsPerTask(spec) } };
  }
}

/**
 * Requests per task and minute. Which target group is live changes with every deployment, so the predefined metric,
 * bound to one of them, would read nothing after the first: the sum over both is right before, during and after.
 */
const requestsPerTask = (spec: ServiceSpec): JsonObject[] => [
  ...(['Blue', 'Green'] as const).map((group) => ({
    Id: group.toLowerCase(),
    MetricStat: { Metric: loadBalancerMetric(spec, group, 'RequestCountPerTarget'), Stat: 'Sum' },
    ReturnData: false,
  })),
  { Id: 'load', Expression: 'FILL(blue, 0) + FILL(green, 0)', Label: 'Requests per task', ReturnData: true },
];
