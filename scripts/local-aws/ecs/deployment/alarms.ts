/** The CloudWatch alarms that a deployment watches, and those that an erroneous image raises. */
import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import type { DeploymentAlarms } from '@aws-sdk/client-ecs';

export interface AlarmWatch {
  /** The watched alarms that are in ALARM now and were not when the deployment started. */
  triggered(): Promise<string[]>;
  /** Seconds that the slowest alarm needs to judge: its period times its evaluation periods. */
  evaluationSeconds: number;
}

/** Nothing to watch. */
const QUIET: AlarmWatch = { triggered: async () => [], evaluationSeconds: 0 };

/**
 * Starts to watch. An alarm that is in ALARM already is ignored for the whole deployment (developer guide, how
 * CloudWatch alarms detect deployment failures).
 */
export async function watchAlarms(
  cloudwatch: CloudWatchClient,
  alarms: DeploymentAlarms | undefined,
): Promise<AlarmWatch> {
  const names = alarms?.alarmNames ?? [];
  if (alarms?.enable !== true || names.length === 0) return QUIET;
  const before = await describe(cloudwatch, names);
  const ignored = new Set(raised(before));
  return {
    evaluationSeconds: Math.max(0, ...before.map(evaluationSeconds)),
    async triggered() {
      return raised(await describe(cloudwatch, names)).filter((name) => !ignored.has(name));
    },
  };
}

/** Puts the alarms into a state, as the traffic of an erroneous image would. Alarms that do not exist are left out. */
export async function setAlarms(
  cloudwatch: CloudWatchClient,
  names: readonly string[],
  state: 'ALARM' | 'OK',
): Promise<void> {
  for (const alarm of names.length > 0 ? await describe(cloudwatch, names) : []) {
    const StateReason = state === 'ALARM' ? 'Threshold crossed: requests failed' : 'No failed requests';
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName: alarm.AlarmName, StateValue: state, StateReason }));
  }
}

async function describe(cloudwatch: CloudWatchClient, names: readonly string[]): Promise<MetricAlarm[]> {
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [...names] }));
  return MetricAlarms;
}

function raised(alarms: readonly MetricAlarm[]): string[] {
  return alarms.filter(({ StateValue }) => StateValue === 'ALARM').flatMap(({ AlarmName }) => AlarmName ?? []);
}

/** A metric-math alarm has its period on its metrics. */
function evaluationSeconds({ Period, Metrics = [], EvaluationPeriods = 1 }: MetricAlarm): number {
  const periods = Metrics.map(({ MetricStat, Period: own }) => MetricStat?.Period ?? own ?? 0);
  return (Period ?? Math.max(60, ...periods)) * EvaluationPeriods;
}
