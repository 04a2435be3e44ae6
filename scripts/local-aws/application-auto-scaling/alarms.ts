/** What CloudWatch says: which alarms call policies, and the newest value of a metric. */
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { ScalingRegion } from './model';

/** The alarms in ALARM whose action is a scaling policy, by the ARN of the policy. */
export async function callingAlarms({ clients }: ScalingRegion): Promise<Map<string, MetricAlarm[]>> {
  const calling = new Map<string, MetricAlarm[]>();
  let NextToken: string | undefined;
  do {
    const command = new DescribeAlarmsCommand({ StateValue: 'ALARM', AlarmTypes: ['MetricAlarm'], NextToken });
    const page = await clients(CloudWatchClient).send(command);
    for (const alarm of page.MetricAlarms ?? []) {
      if (alarm.ActionsEnabled === false) continue;
      for (const action of alarm.AlarmActions ?? []) {
        const policyArn = action.replace(/:createdBy\/[^:]*$/, '');
        calling.set(policyArn, [...(calling.get(policyArn) ?? []), alarm]);
      }
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return calling;
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
