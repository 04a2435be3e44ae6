/** The two alarms of a target-tracking policy, which belong to the policy. */
import { randomUUID } from 'node:crypto';
import type { ScalingPolicy } from '@aws-sdk/client-application-auto-scaling';
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  type StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import { partitionOf } from '../../../../handlers/template-language/region';
import type { ScaledService, ScalingRegion } from '../model';
import { followedMetric, PERIOD_SECONDS } from './metric';

/**
 * Above the target for three minutes; below 90 % of it for fifteen. AWS documents only that there are two alarms; these figures
 * are those of the alarms that it makes for ECS services.
 */
const ALARMS = [
  { kind: 'AlarmHigh', periods: 3, share: 1, operator: 'GreaterThanThreshold' },
  { kind: 'AlarmLow', periods: 15, share: 0.9, operator: 'LessThanThreshold' },
] as const;

/** Makes the alarms. @returns their names and ARNs */
export async function makeAlarms(
  region: ScalingRegion,
  scaled: ScaledService,
  policy: ScalingPolicy,
): Promise<{ AlarmName: string; AlarmARN: string }[]> {
  const { TargetTrackingScalingPolicyConfiguration: configuration, PolicyARN } = policy;
  if (configuration === undefined) return [];
  const { simple, queries } = followedMetric(scaled, configuration);
  const action = `${PolicyARN}:createdBy/${randomUUID()}`;
  const cloudWatch = region.clients(CloudWatchClient);
  const arn = `arn:${partitionOf(region.region)}:cloudwatch:${region.region}:${region.world.accountId}:alarm`;
  const made: { AlarmName: string; AlarmARN: string }[] = [];
  for (const { kind, periods, share, operator } of ALARMS) {
    const AlarmName = `TargetTracking-${scaled.target.ResourceId}-${kind}-${randomUUID()}`;
    made.push({ AlarmName, AlarmARN: `${arn}:${AlarmName}` });
    const input: PutMetricAlarmCommandInput = {
      AlarmName,
      AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${action}.`,
      AlarmActions: [action],
      ComparisonOperator: operator,
      EvaluationPeriods: periods,
      Threshold: (configuration.TargetValue ?? 0) * share,
      ...(queries === undefined
        ? { ...simple, Period: PERIOD_SECONDS, Unit: simple.Unit as StandardUnit | undefined }
        : { Metrics: queries }),
    };
    await cloudWatch.send(new PutMetricAlarmCommand(input));
  }
  return made;
}

/** Deletes the alarms that were made for the policies. */
export async function deleteAlarms({ clients }: ScalingRegion, policies: readonly ScalingPolicy[]): Promise<void> {
  const names = policies.filter(isTracking).flatMap(({ Alarms = [] }) => Alarms.map(({ AlarmName = '' }) => AlarmName));
  if (names.length > 0) await clients(CloudWatchClient).send(new DeleteAlarmsCommand({ AlarmNames: names }));
}

export const isTracking = ({ PolicyType }: ScalingPolicy): boolean => PolicyType === 'TargetTrackingScaling';

/** Whether the alarm of a policy says that its metric is too high; otherwise it says that it is low. */
export const saysHigh = (alarmName: string): boolean => alarmName.includes('-AlarmHigh-');
