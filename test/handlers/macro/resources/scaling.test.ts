import type { JsonObject } from '../../../../handlers/template-language/json';
import { expanded, resource, service } from '../fixtures';

function scaling(ScalingTarget: JsonObject, id = 'WebScalingPolicy') {
  const template = expanded(service({ ScalingTarget }));
  const policy = resource(template, id).Properties;
  return {
    target: resource(template, 'WebScalableTarget').Properties,
    policy,
    tracking: policy.TargetTrackingScalingPolicyConfiguration as JsonObject,
  };
}

test("Express Mode's defaults are 1 to 20 tasks at 60 % CPU", () => {
  const { target, tracking } = scaling({});
  expect(target).toMatchObject({ MinCapacity: 1, MaxCapacity: 20 });
  expect(tracking).toEqual({
    TargetValue: 60,
    PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
  });
});

test('The scalable target is the service in its cluster', () => {
  expect(scaling({}).target.ResourceId).toEqual({ 'Fn::Sub': `service/\${WebGateway.Cluster}/\${Web.Name}` });
});

test('Memory is a predefined metric', () => {
  const { tracking } = scaling(
    { AutoScalingMetric: 'AVERAGE_MEMORY', AutoScalingTargetValue: 70 },
    'WebScalingPolicyAverageMemory',
  );
  expect(tracking).toEqual({
    TargetValue: 70,
    PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageMemoryUtilization' },
  });
});

test('The requests per task are summed over both target groups, whichever is live', () => {
  const { tracking } = scaling(
    { AutoScalingMetric: 'REQUEST_COUNT_PER_TARGET', AutoScalingTargetValue: 1000 },
    'WebScalingPolicyRequestCount',
  );
  const { Metrics } = tracking.CustomizedMetricSpecification as { Metrics: JsonObject[] };
  const metric = (MetricName: string, group: string) => ({
    Namespace: 'AWS/ApplicationELB',
    MetricName,
    Dimensions: [
      { Name: 'LoadBalancer', Value: { 'Fn::GetAtt': ['WebGateway', 'LoadBalancerFullName'] } },
      { Name: 'TargetGroup', Value: { 'Fn::GetAtt': [group, 'TargetGroupFullName'] } },
    ],
  });
  expect(Metrics).toMatchObject([
    { Id: 'blue', MetricStat: { Metric: metric('RequestCountPerTarget', 'WebBlue'), Stat: 'Sum' }, ReturnData: false },
    {
      Id: 'green',
      MetricStat: { Metric: metric('RequestCountPerTarget', 'WebGreen'), Stat: 'Sum' },
      ReturnData: false,
    },
    { Expression: 'SUM([blue, green])', ReturnData: true },
  ]);
});

test('A metric has the same policy wherever it stands in the block, because Application Auto Scaling takes no second one', () => {
  const metrics = ['AVERAGE_CPU', 'AVERAGE_MEMORY', 'REQUEST_COUNT_PER_TARGET'];
  const policies = metrics.map((first) => {
    const others = metrics.filter((metric) => metric !== first);
    const AdditionalMetrics = others.map((AutoScalingMetric) => ({ AutoScalingMetric, AutoScalingTargetValue: 60 }));
    const { Resources } = expanded(service({ ScalingTarget: { AutoScalingMetric: first, AdditionalMetrics } }));
    const all = Object.entries(Resources as JsonObject).filter(([id]) => id.startsWith('WebScalingPolicy'));
    expect(all).toHaveLength(3);
    return Object.fromEntries(all);
  });
  expect(policies[1]).toEqual(policies[0]);
  expect(policies[2]).toEqual(policies[0]);
});

test('Each metric has its own policy, and the name of the policy of the default metric has no suffix', () => {
  const template = expanded(
    service({
      ScalingTarget: {
        AdditionalMetrics: [
          { AutoScalingMetric: 'REQUEST_COUNT_PER_TARGET', AutoScalingTargetValue: 1000 },
          { AutoScalingMetric: 'AVERAGE_MEMORY', AutoScalingTargetValue: { Ref: 'Memory' } },
        ],
      },
    }),
  );
  expect(resource(template, 'WebScalingPolicy').Properties.PolicyName).toBe('TargetTracking');
  expect(resource(template, 'WebScalingPolicyAverageMemory').Properties).toMatchObject({
    PolicyName: 'TargetTrackingAverageMemory',
    ScalingTargetId: { Ref: 'WebScalableTarget' },
    TargetTrackingScalingPolicyConfiguration: { TargetValue: { Ref: 'Memory' } },
  });
  expect(resource(template, 'WebScalingPolicyRequestCount').Properties).toMatchObject({
    TargetTrackingScalingPolicyConfiguration: { TargetValue: 1000, CustomizedMetricSpecification: {} },
  });
  expect(() => scaling({ AutoScalingMetric: 'AVERAGE_MEMORY' })).toThrow('no resource WebScalingPolicy');
});

test('A scheduled action sets only the limits that the block gives for it', () => {
  const { target } = scaling({
    ScheduledActions: [
      { ScheduledActionName: 'day', Schedule: 'cron(0 8 * * ? *)', Timezone: 'Europe/Vienna', MinTaskCount: 4 },
      { ScheduledActionName: 'night', Schedule: 'rate(1 day)', MinTaskCount: { Ref: 'Few' }, MaxTaskCount: 5 },
    ],
  });
  expect(target.ScheduledActions).toEqual([
    {
      ScheduledActionName: 'day',
      Schedule: 'cron(0 8 * * ? *)',
      Timezone: 'Europe/Vienna',
      ScalableTargetAction: { MinCapacity: 4 },
    },
    {
      ScheduledActionName: 'night',
      Schedule: 'rate(1 day)',
      ScalableTargetAction: { MinCapacity: { Ref: 'Few' }, MaxCapacity: 5 },
    },
  ]);
});
