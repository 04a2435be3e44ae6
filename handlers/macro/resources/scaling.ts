import { ref, sub } from '../../template-language/intrinsics';
import { compact, type JsonObject } from '../../template-language/json';
import { logicalId, type Part } from '../names';
import type { ServiceSpec } from '../spec';
import { loadBalancerMetric } from './metrics';
import type { Maker, Resource } from './resource';

type Metric = ServiceSpec['ScalingTarget']['AutoScalingMetric'];
type PolicyPart = Extract<Part, `ScalingPolicy${string}`>;

type Followed = ServiceSpec['ScalingTarget']['AdditionalMetrics'][number];

/**
 * The policy of each metric. The policy of Express Mode's default metric has no suffix. Application Auto Scaling allows
 * only one policy for a metric, and CloudFormation creates and changes policies before it deletes any. If the policies
 * were named by their order in the block, a metric could move from one policy to another, and the two would conflict.
 */
const POLICIES: Readonly<Record<Metric, PolicyPart>> = {
  AVERAGE_CPU: 'ScalingPolicy',
  AVERAGE_MEMORY: 'ScalingPolicyAverageMemory',
  REQUEST_COUNT_PER_TARGET: 'ScalingPolicyRequestCount',
};

/** All metrics that a service follows. */
const followed = ({ ScalingTarget: { AdditionalMetrics, ...first } }: ServiceSpec): Followed[] => [
  first,
  ...AdditionalMetrics,
];

/** The policies that a service has. */
export const policiesOf = (spec: ServiceSpec): PolicyPart[] =>
  followed(spec).map(({ AutoScalingMetric }) => POLICIES[AutoScalingMetric]);

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

/** The maker of the policy of one metric; it makes none when the service does not follow that metric. */
export const scalingPolicy =
  (metric: Metric): Maker =>
  (spec) => {
    const found = followed(spec).find(({ AutoScalingMetric }) => AutoScalingMetric === metric);
    return found && policy(spec, found);
  };

const policy = (spec: ServiceSpec, { AutoScalingMetric, AutoScalingTargetValue }: Followed): Resource => ({
  Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
  Properties: {
    // The name must be unique only among the policies of one service.
    PolicyName: `TargetTracking${POLICIES[AutoScalingMetric].slice('ScalingPolicy'.length)}`,
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
 * Requests per task and minute. The live target group changes with every deployment, so the predefined metric, which is
 * bound to one group, would show nothing after the first deployment. The sum over both is right before, during and
 * after. A group without targets reports nothing, and SUM ignores it. FILL would turn each late minute into a low one,
 * and the scale-out alarm would never fire (CloudWatch User Guide, "Using math expressions").
 */
const requestsPerTask = (spec: ServiceSpec): JsonObject[] => [
  ...(['Blue', 'Green'] as const).map((group) => ({
    Id: group.toLowerCase(),
    MetricStat: { Metric: loadBalancerMetric(spec, group, 'RequestCountPerTarget'), Stat: 'Sum' },
    ReturnData: false,
  })),
  { Id: 'load', Expression: 'SUM([blue, green])', Label: 'Requests per task', ReturnData: true },
];
