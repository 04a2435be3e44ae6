/** CloudWatch alarms as ECS reads them. */
import { type CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';

/** The alarms of those names; names without an alarm are left out. */
export async function describeAlarms(cloudwatch: CloudWatchClient, names: readonly string[]): Promise<MetricAlarm[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [...names] }));
  return MetricAlarms;
}

/** The names of the alarms that are in ALARM. */
export function namesInAlarm(alarms: readonly MetricAlarm[]): string[] {
  return alarms.filter(({ StateValue }) => StateValue === 'ALARM').flatMap(({ AlarmName }) => AlarmName ?? []);
}

/**
 * Seconds that an alarm needs to judge: its period times its evaluation periods. A metric-math alarm has its period on its
 * metrics.
 */
export function evaluationSeconds({ Period, Metrics = [], EvaluationPeriods = 1 }: MetricAlarm): number {
  const periods = Metrics.map(({ MetricStat, Period: own }) => MetricStat?.Period ?? own ?? 0);
  return (Period ?? Math.max(60, ...periods)) * EvaluationPeriods;
}
