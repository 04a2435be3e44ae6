/** The CloudWatch alarms that a deployment watches. */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { DeploymentAlarms } from '@aws-sdk/client-ecs';
import { describeAlarms, evaluationSeconds, namesInAlarm } from '../../cloudwatch/alarms';

export interface AlarmWatch {
  /** The watched alarms that are in ALARM now and were not when the deployment started. */
  triggered(): Promise<string[]>;
  /** Seconds that the slowest alarm needs to judge. */
  evaluationSeconds: number;
}

/** For a deployment without alarms. */
const NO_ALARMS: AlarmWatch = { triggered: async () => [], evaluationSeconds: 0 };

/**
 * Starts to watch. An alarm that is already in ALARM is ignored for the whole deployment (developer guide, how
 * CloudWatch alarms detect deployment failures).
 */
export async function watchAlarms(
  cloudwatch: CloudWatchClient,
  alarms: DeploymentAlarms | undefined,
): Promise<AlarmWatch> {
  const names = alarms?.alarmNames ?? [];
  if (alarms?.enable !== true || names.length === 0) return NO_ALARMS;
  const before = await describeAlarms(cloudwatch, names);
  const ignored = new Set(namesInAlarm(before));
  return {
    evaluationSeconds: Math.max(0, ...before.map(evaluationSeconds)),
    async triggered() {
      return namesInAlarm(await describeAlarms(cloudwatch, names)).filter((name) => !ignored.has(name));
    },
  };
}
