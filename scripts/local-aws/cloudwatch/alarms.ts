/** CloudWatch alarms: moto keeps them and never evaluates them, so whoever plays their metrics sets their state. */
import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';

/** The alarms of those names; names without an alarm are left out. */
export async function describeAlarms(cloudwatch: CloudWatchClient, names: readonly string[]): Promise<MetricAlarm[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [...names] }));
  return MetricAlarms;
}

/** Puts the alarms into a state, as requests that fail, or no longer fail, would. */
export async function setAlarms(
  cloudwatch: CloudWatchClient,
  names: readonly string[],
  state: 'ALARM' | 'OK',
): Promise<void> {
  for (const { AlarmName } of await describeAlarms(cloudwatch, names)) {
    const StateReason = state === 'ALARM' ? 'Threshold crossed: requests failed' : 'No failed requests';
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: state, StateReason }));
  }
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
