/** What CloudWatch says: which alarms call policies, and the newest value of a metric. */
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { ScalingRegion } from './model';
import { isTracking } from './target-tracking/alarms';

/**
 * The alarms in ALARM that call policies, by the ARN of the policy. Of the alarms that belong to a policy only the name is given.
 * Which alarms are in ALARM is known from the history of alarms, which costs less than to describe all alarms every minute.
 */
export async function callingAlarms(region: ScalingRegion): Promise<Map<string, MetricAlarm[]>> {
  await readHistory(region);
  const { inAlarm } = region.alarmStates;
  const calling = new Map<string, MetricAlarm[]>();
  const owned = new Set<string>();
  const policies = [...region.services.values()].flatMap((scaled) => [...scaled.policies.values()]);
  for (const { PolicyARN = '', Alarms = [] } of policies.filter(isTracking)) {
    for (const { AlarmName = '' } of Alarms) {
      owned.add(AlarmName);
      if (inAlarm.has(AlarmName)) calling.set(PolicyARN, [...(calling.get(PolicyARN) ?? []), { AlarmName }]);
    }
  }
  if (policies.every(isTracking)) return calling;
  for (const alarm of await describeAlarms(
    region,
    [...inAlarm].filter((name) => !owned.has(name)),
  )) {
    if (alarm.ActionsEnabled === false || alarm.StateValue !== 'ALARM') continue;
    for (const action of alarm.AlarmActions ?? []) calling.set(action, [...(calling.get(action) ?? []), alarm]);
  }
  return calling;
}

/** Brings `alarmStates` up to date. */
async function readHistory({ clients, alarmStates }: ScalingRegion): Promise<void> {
  let NextToken: string | undefined;
  const StartDate = alarmStates.readTo;
  do {
    const command = new DescribeAlarmHistoryCommand({
      HistoryItemType: 'StateUpdate',
      ScanBy: 'TimestampAscending',
      StartDate,
      NextToken,
    });
    const page = await clients(CloudWatchClient).send(command);
    for (const { AlarmName = '', HistoryData = '{}', Timestamp } of page.AlarmHistoryItems ?? []) {
      const data: { newState?: { stateValue?: string } } = JSON.parse(HistoryData);
      if (data.newState?.stateValue === 'ALARM') alarmStates.inAlarm.add(AlarmName);
      else alarmStates.inAlarm.delete(AlarmName);
      alarmStates.readTo = Timestamp;
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}

/** How many names DescribeAlarms takes. */
const DESCRIBED_AT_ONCE = 100;

async function describeAlarms({ clients }: ScalingRegion, names: readonly string[]): Promise<MetricAlarm[]> {
  const found: MetricAlarm[] = [];
  for (let at = 0; at < names.length; at += DESCRIBED_AT_ONCE) {
    const AlarmNames = names.slice(at, at + DESCRIBED_AT_ONCE);
    const { MetricAlarms = [] } = await clients(CloudWatchClient).send(new DescribeAlarmsCommand({ AlarmNames }));
    found.push(...MetricAlarms);
  }
  return found;
}

/** Seconds back to which a data point counts as new: it is readable two minutes after it begins. */
const NEW_SECONDS = 5 * 60;

/** The newest value of the metric that the queries return; undefined: there is no new one. */
export async function newestValue(
  { clients, world }: ScalingRegion,
  MetricDataQueries: MetricDataQuery[],
): Promise<number | undefined> {
  const EndTime = world.now();
  const StartTime = new Date(EndTime.getTime() - NEW_SECONDS * 1000);
  const { MetricDataResults } = await clients(CloudWatchClient).send(
    new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime, ScanBy: 'TimestampDescending' }),
  );
  return MetricDataResults?.[0]?.Values?.[0];
}

/** What GetMetricData is asked for the metric of an alarm. */
export function queriesOfAlarm({
  Metrics,
  Namespace,
  MetricName,
  Dimensions,
  ...alarm
}: MetricAlarm): MetricDataQuery[] {
  if (Metrics !== undefined && Metrics.length > 0) return Metrics;
  const { Period, Statistic, ExtendedStatistic, Unit } = alarm;
  const Metric = { Namespace, MetricName, Dimensions };
  return [{ Id: 'm1', MetricStat: { Metric, Period, Stat: ExtendedStatistic ?? Statistic, Unit } }];
}
