import { ref, sub } from '../intrinsics';
import { compact, type JsonObject } from '../json';
import { logicalId, type Part } from '../names';
import type { ServiceSpec } from '../service/spec';
import { loadBalancerMetric } from './metrics';
import type { Maker, Resource } from './resource';

type Metric = ServiceSpec['ScalingTarget']['AutoScalingMetric'];
type PolicyPart = Extract<Part, `ScalingPolicy${string}`>;

/** Policies for metrics besides the first; that one's stays the same whatever it follows. */
const ADDITIONAL: Readonly<Record<Metric, PolicyPart>> = {
  AVERAGE_CPU: 'ScalingPolicyAverageCpu',
  AVERAGE_MEMORY: 'ScalingPolicyAverageMemory',
  REQUEST_COUNT_PER_TARGET: 'ScalingPolicyRequestCount',
};

/** The policies that a service has. */
export const policiesOf = ({ ScalingTarget }: ServiceSpec): PolicyPart[] => [
  'ScalingPolicy',
  ...ScalingTarget.AdditionalMetrics.map((metric) => ADDITIONAL[metric.AutoScalingMetric]),
];

export const scalableTarget = (spec: ServiceSpec): Resource => ({
  Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
  Properties: compact({
    ServiceNamespace: 'ecs',
    ScalableDimension: 'ecs:service:DesiredCount',
    ResourceId: sub(`service/\${${logicalId(spec, 'Gateway')}.Cluster}/\${${spec.id}.Name}`),
    MinCapacity: spec.ScalingTarget.MinTaskCount,
    MaxCapacity: spec.ScalingTarget.MaxTaskCount,
    ScheduledActions: scheduledActions(spec),
  }),
});

function scheduledActions({ ScalingTarget: { ScheduledActions } }: ServiceSpec): JsonObject[] | undefined {
  if (ScheduledActions.length === 0) return undefined;
  return ScheduledActions.map(({ MinTaskCount, MaxTaskCount, ...action }) => ({
    ...compact(action),
    ScalableTargetAction: compact({ MinCapacity: MinTaskCount, MaxCapacity: MaxTaskCount }),
  }));
}

export const scalingPolicy = (spec: ServiceSpec): Resource => {
  const { AutoScalingMetric, AutoScalingTargetValue } = spec.ScalingTarget;
  // Names the policy among those of one service only; the same whatever the metric, so that changing it is no
  // replacement.
  return policy(spec, 'TargetTracking', { AutoScalingMetric, AutoScalingTargetValue });
};

/** The policy of one metric, where it is an additional one. */
export const additionalPolicy =
  (metric: Metric): Maker =>
  (spec) => {
    const found = spec.ScalingTarget.AdditionalMetrics.find((item) => item.AutoScalingMetric === metric);
    return found && policy(spec, `TargetTracking${ADDITIONAL[metric].slice('ScalingPolicy'.length)}`, found);
  };

const policy = (
  spec: ServiceSpec,
  PolicyName: string,
  { AutoScalingMetric, AutoScalingTargetValue }: ServiceSpec['ScalingTarget']['AdditionalMetrics'][number],
): Resource => ({
  Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
  Properties: {
    PolicyName,
    PolicyType: 'TargetTrackingScaling',
    ScalingTargetId: ref(logicalId(spec, 'ScalableTarget')),
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: AutoScalingTargetValue,
      ...metricSpecification(spec, AutoScalingMetric),
    },
  },
});

function metricSpecification(spec: ServiceSpec, metric: Metric): JsonObject {
  switch (metric) {
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
