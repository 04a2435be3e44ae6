/** A Region with one service that scales, without an embedded AWS: CloudWatch and ECS are what the test says. */
import type { ScalingPolicy, TargetTrackingScalingPolicyConfiguration } from '@aws-sdk/client-application-auto-scaling';
import {
  type AlarmHistoryItem,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
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
  /** How often ECS was asked about the service. */
  asked(): number;
  /** The descriptions of the activities, oldest first; those that did not scale by their reason. */
  activities(): string[];
}

export function fakeRegion(desiredCount: number, { min = 1, max = 10 } = {}): FakeRegion {
  let now = Date.parse('2026-03-02T08:00:00Z');
  const { signal } = new AbortController();
  const options = { endpoint: 'http://127.0.0.1:1', region: 'us-east-1', minuteMs: 1000, signal, log() {} };
  const service: Service = { serviceName: 'web', status: 'ACTIVE', desiredCount, runningCount: desiredCount };
  const metrics: FakeRegion['metrics'] = new Map();
  let asked = 0;
  const answer = (command: object): object => {
    if (command instanceof DescribeServicesCommand) {
      asked += 1;
      return { services: [service] };
    }
    if (command instanceof DescribeAlarmHistoryCommand) {
      const items = [...metrics.keys()].flatMap((name) => historyOf(name, metrics.get(name)?.alarm));
      // A page has one item.
      const at = Number(command.input.NextToken ?? 0);
      const next = at + 1 < items.length ? String(at + 1) : undefined;
      return { AlarmHistoryItems: items.slice(at, at + 1), NextToken: next };
    }
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
        Alarms: KINDS.map((kind) => ({ AlarmName: alarmName(name, kind), AlarmARN: '' })),
        TargetTrackingScalingPolicyConfiguration: { TargetValue: 500, CustomizedMetricSpecification, ...configuration },
      });
    },
    async look(seconds = 60) {
      const after = now;
      now += seconds * 1000;
      await look(region, after, now);
    },
    asked: () => asked,
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

const KINDS = ['High', 'Low'] as const;
const alarmName = (name: string, kind: 'High' | 'Low') => `TargetTracking-service/main/web-Alarm${kind}-${name}`;

/** The latest state of both alarms of a metric. */
const historyOf = (name: string, inAlarm: 'High' | 'Low' | undefined): AlarmHistoryItem[] =>
  KINDS.map((kind) => ({
    AlarmName: alarmName(name, kind),
    HistoryData: JSON.stringify({ newState: { stateValue: kind === inAlarm ? 'ALARM' : 'OK' } }),
  }));

function alarmOf([name, { alarm, threshold }]: [
  string,
  { alarm?: 'High' | 'Low'; threshold?: number },
]): MetricAlarm[] {
  if (alarm === undefined) return [];
  const AlarmName = alarmName(name, alarm);
  const metric = { Namespace: 'N', MetricName: name, Statistic: 'Sum', Period: 60 } as const;
  return [{ AlarmName, StateValue: 'ALARM', AlarmActions: [`arn:${name}`], Threshold: threshold, ...metric }];
}
