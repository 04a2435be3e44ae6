/** Registers tasks in their revision's target groups, and reads how these drain their targets. */
import {
  DeregisterTargetsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TaskState } from '../model';

/** Elastic Load Balancing's default of `deregistration_delay.timeout_seconds`. */
const DEFAULT_DRAINING_SECONDS = 300;

/** What Elastic Load Balancing says of the target groups of a task's revision. */
export async function targetGroupsOf(
  elb: ElasticLoadBalancingV2Client,
  { revision: { targets } }: TaskState,
): Promise<TargetGroup[]> {
  if (targets.length === 0) return [];
  const TargetGroupArns = targets.map(({ targetGroupArn }) => targetGroupArn);
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns }));
  return TargetGroups;
}

/** Registers the task's address and container port in each of its target groups. */
export async function registerTask(elb: ElasticLoadBalancingV2Client, task: TaskState): Promise<void> {
  await eachTarget(task, (TargetGroupArn, target) =>
    elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [target] })),
  );
}

export async function deregisterTask(elb: ElasticLoadBalancingV2Client, task: TaskState): Promise<void> {
  await eachTarget(task, (TargetGroupArn, target) =>
    elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [target] })),
  );
}

async function eachTarget(
  { revision, networkInterface }: TaskState,
  act: (targetGroupArn: string, target: { Id: string; Port: number }) => Promise<unknown>,
): Promise<void> {
  if (networkInterface === undefined) return;
  for (const { targetGroupArn, containerPort } of revision.targets) {
    await act(targetGroupArn, { Id: networkInterface.privateIp, Port: containerPort });
  }
}

/** The longest deregistration delay of these target groups, in seconds; 0 if there are none. */
export async function drainingSecondsOf(
  elb: ElasticLoadBalancingV2Client,
  targetGroupArns: readonly string[],
): Promise<number> {
  const delays = await Promise.all(
    targetGroupArns.map(async (TargetGroupArn) => {
      const { Attributes = [] } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
      const delay = Attributes.find(({ Key }) => Key === 'deregistration_delay.timeout_seconds')?.Value;
      return delay === undefined ? DEFAULT_DRAINING_SECONDS : Number(delay);
    }),
  );
  return Math.max(0, ...delays);
}
