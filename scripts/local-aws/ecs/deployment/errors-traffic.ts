/** Production traffic on a revision whose image answers with errors is counted as its load balancer would count it. */
import {
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Series } from '../../metrics';
import type { DeploymentState, Revision } from '../model';
import type { EcsRegion } from '../region';
import { LOOK_SECONDS } from '../timing';

/** Sets the revision's share of production traffic. An `errors` image answers every request with an error. */
export function setTraffic(ecs: EcsRegion, deployment: DeploymentState, revision: Revision, percent: number): void {
  const before = revision.traffic;
  revision.traffic = percent;
  deployment.updatedAt = ecs.world.now();
  if (revision.behaviour !== 'errors' || before > 0 || percent === 0) return;
  void ecs.background(`errors of revision ${revision.id}`, () => countErrors(ecs, revision));
}

async function countErrors(ecs: EcsRegion, revision: Revision): Promise<void> {
  const TargetGroupArns = revision.targets.map(({ targetGroupArn }) => targetGroupArn);
  if (TargetGroupArns.length === 0) return;
  const elb = ecs.clients(ElasticLoadBalancingV2Client);
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns }));
  const counted = TargetGroups.flatMap((group) => seriesOf(ecs, group));
  while (revision.traffic > 0) {
    for (const series of counted) series.add(1, 10);
    await ecs.world.sleep(LOOK_SECONDS);
  }
}

function seriesOf({ world, region }: EcsRegion, { TargetGroupArn = '', LoadBalancerArns = [] }: TargetGroup): Series[] {
  const LoadBalancer = LoadBalancerArns[0]?.split(':loadbalancer/')[1] ?? '';
  const dimensions = { LoadBalancer, TargetGroup: TargetGroupArn.slice(TargetGroupArn.indexOf('targetgroup/')) };
  return ['RequestCount', 'HTTPCode_Target_5XX_Count'].map((name) =>
    world.metrics.series({ region, namespace: 'AWS/ApplicationELB', name, dimensions, unit: 'Count' }),
  );
}
