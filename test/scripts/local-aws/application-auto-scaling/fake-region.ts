/** A Region with one service that scales, without an embedded AWS: CloudWatch and ECS are what the test says. */
import type { ScalingPolicy, TargetTrackingScalingPolicyConfiguration } from '@aws-sdk/client-application-auto-scaling';
import { DescribeAlarmsCommand, GetMetricDataCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import {
  createScalingRegion,
  type ScaledService,
  type ScalingRegion,
} from '../../../../scripts/local-aws/application-auto-scaling/model';
import { look } from '../../../../scripts/local-aws/application-auto-scaling/scaling';
import type { SdkClients } from '../../../../scripts/local-aws/service/clients';
import { createLocalWorld } from '../../../../scripts/local-aws/world';

export interface FakeRegion {
  region: ScalingRegion;
  scaled: ScaledService;
  /** What ECS says of the service. */
  service: Service;
  /** The newest value of each policy's metric, and its alarm that is in ALARM. */
  metrics: Map<string, { value?: number; alarm?: 'High' | 'Low'; threshold?: number }>;
  track(name: string, configuration: Partial<TargetTrackingScalingPolicyConfiguration>): void;
  /** One look, so many seconds after the last one; default a minute. */
  look(seconds?: number): Promise<void>;
  /** The descriptions of the activities, oldest first; those that did not scale by their reason. */
  activities(): string[];
}

export function fakeRegion(desiredCount: number, { min = 1, max = 10 } = {}): FakeRegion {
  let now = Date.parse('2026-03-02T08:00:00Z');
  const { signal } = new AbortController();
  const options = { endpoint: 'http://127.0.0.1:1', region: 'us-east-1', minuteMs: 1000, signal, log() {} };
  const service: Service = { serviceName: 'web', status: 'ACTIVE', desiredCount, runningCount: desiredCount };
  const metrics: FakeRegion['metrics'] = new Map();
  const answer = (command: object): object => {
    if (command instanceof DescribeServicesCommand) return { services: [service] };
    if (command instanceof DescribeAlarmsCommand) return { MetricAlarms: [...metrics].flatMap(alarmOf) };
    if (command instanceof GetMetricDataCommand) {
      const name = command.input.MetricDataQueries?.[0]?.MetricStat?.Metric?.MetricName ?? '';
      const value = metrics.get(name)?.value;
      return { MetricDataResults: [{ Values: value === undefined ? [] : [value] }] };
    }
    if (command instanceof UpdateServiceCommand) {
      service.desiredCount = command.input.desiredCount;
      return {};
    }
    throw new Error(`Nobody answers ${command.constructor.name} here`);
  };
  class FakeClient {
    send = async (command: object) => answer(command);
    destroy() {}
  }
  const clients = (() => new FakeClient()) as unknown as SdkClients;
  const world = { ...createLocalWorld(options), now: () => new Date(now) };
  const region = createScalingRegion(world, 'us-east-1', clients);
  const target = {
    ServiceNamespace: 'ecs',
    ResourceId: 'service/main/web',
    ScalableDimension: 'ecs:service:DesiredCount',
  } as const;
  const limits = { MinCapacity: min, MaxCapacity: max };
  const scaled: ScaledService = {
    cluster: 'main',
    service: 'web',
    target: { ...target, ...limits, RoleARN: 'role', CreationTime: new Date(now), SuspendedState: {} },
    tags: new Map(),
    policies: new Map(),
    scheduledActions: new Map(),
  };
  region.services.set(target.ResourceId, scaled);
  return {
    region,
    scaled,
    service,
    metrics,
    track(name, configuration) {
      const CustomizedMetricSpecification = { Namespace: 'N', MetricName: name, Statistic: 'Sum' } as const;
      scaled.policies.set(name, {
        ...policyOf(name),
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: { TargetValue: 500, CustomizedMetricSpecification, ...configuration },
      });
    },
    async look(seconds = 60) {
      const after = now;
      now += seconds * 1000;
      await look(region, after, now);
    },
    activities: () =>
      region.activities
        .map(({ Description = '', NotScaledReasons }) => NotScaledReasons?.[0]?.Code ?? Description)
        .reverse(),
  };
}

/** A policy of that name, which is that of its metric, too. */
export const policyOf = (name: string): ScalingPolicy => ({
  PolicyARN: `arn:${name}`,
  PolicyName: name,
  ServiceNamespace: 'ecs',
  ResourceId: 'service/main/web',
  ScalableDimension: 'ecs:service:DesiredCount',
  PolicyType: 'StepScaling',
  CreationTime: new Date(0),
});

function alarmOf([name, { alarm, threshold }]: [
  string,
  { alarm?: 'High' | 'Low'; threshold?: number },
]): MetricAlarm[] {
  if (alarm === undefined) return [];
  const AlarmName = `TargetTracking-service/main/web-Alarm${alarm}-${name}`;
  const metric = { Namespace: 'N', MetricName: name, Statistic: 'Sum', Period: 60 } as const;
  return [{ AlarmName, AlarmActions: [`arn:${name}:createdBy/1`], Threshold: threshold, ...metric }];
}
