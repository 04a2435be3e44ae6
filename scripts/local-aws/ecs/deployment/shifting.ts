/** Deployments that shift traffic. BLUE_GREEN, LINEAR and CANARY have the same stages and differ in the steps of the shift. */
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DeploymentState, LifecycleStage, Revision, ServiceState } from '../model';
import type { EcsRegion } from '../region';
import { scale, tasksOf } from '../tasks/scheduler';
import { isAlive } from '../tasks/task';
import { LOOK_SECONDS, STAGE_LIMIT_SECONDS } from '../timing';
import { DeploymentError } from './failure';
import { runHooks } from './hooks';
import { resolveTargets } from './networking';
import { shiftTraffic } from './rules';
import { DEFAULTS, trafficSteps } from './steps';
import { setTraffic } from './traffic';
import { type DeploymentWatch, isScaledUp } from './watch';

/** A rule, and the two target groups between which its traffic moves. */
interface Shift {
  rule: string;
  from: string;
  to: string;
}

/**
 * Takes a deployment through its stages.
 * @throws DeploymentError, DeploymentInterruptedError
 */
export async function runShifting(
  ecs: EcsRegion,
  service: ServiceState,
  deployment: DeploymentState,
  watch: DeploymentWatch,
): Promise<void> {
  const { target, configuration } = deployment;
  const source = service.completed;
  const stage = async (name: LifecycleStage, work: () => Promise<void> = async () => {}) => {
    deployment.lifecycleStage = name;
    deployment.updatedAt = ecs.world.now();
    await work();
    await runHooks(ecs, service, deployment, watch, name);
  };

  const unfinished = deployment.sources.filter((revision) => revision !== source);
  if (unfinished.length > 0) await stage('RECONCILE_SERVICE', () => reconcile(ecs, service, deployment, unfinished));
  await stage('PRE_SCALE_UP');
  target.targets = await resolveTargets(ecs.clients(ElasticLoadBalancingV2Client), target, source, true);
  const shifts = shiftsBetween(source, target);
  await stage('SCALE_UP', async () => {
    scale(ecs, service, target, service.desiredCount);
    await within24Hours(watch, deployment, () => isScaledUp(service, target));
  });
  await stage('POST_SCALE_UP');
  await stage('TEST_TRAFFIC_SHIFT', () => shiftTestTraffic(ecs, target, shifts));
  await stage('POST_TEST_TRAFFIC_SHIFT');
  // A first deployment has nothing to shift: its tasks are in the target group that already gets the traffic.
  for (const { percent, bakeMinutes } of source === undefined
    ? [{ percent: 100, bakeMinutes: 0 }]
    : trafficSteps(configuration)) {
    await stage('PRE_PRODUCTION_TRAFFIC_SHIFT');
    await stage('PRODUCTION_TRAFFIC_SHIFT', () => shiftProduction(ecs, deployment, shifts, source, percent));
    await watch.bake(bakeMinutes);
  }
  await stage('POST_PRODUCTION_TRAFFIC_SHIFT');
  const bakeMinutes = configuration.bakeTimeInMinutes ?? DEFAULTS.bakeTimeInMinutes;
  await stage('BAKE_TIME', () => watch.bake(source === undefined ? 0 : bakeMinutes));
  // From here on there is no rollback, and nothing interrupts the deployment.
  await stage('CLEAN_UP', () => retire(ecs, service, deployment.sources));
}

async function within24Hours(
  watch: DeploymentWatch,
  { lifecycleStage }: DeploymentState,
  done: () => boolean,
): Promise<void> {
  if (await watch.until(done, STAGE_LIMIT_SECONDS)) return;
  throw new DeploymentError(`Service deployment rolled back because ${lifecycleStage} timed out.`, true);
}

/** Gives all production traffic back to the source revision at once. */
export async function returnTraffic(ecs: EcsRegion, deployment: DeploymentState, source: Revision): Promise<void> {
  await shiftProduction(ecs, deployment, shiftsBetween(source, deployment.target), source, 0);
}

/** Scales revisions to zero, and waits until their tasks are gone. Nothing interrupts it. */
export async function retire(ecs: EcsRegion, service: ServiceState, revisions: readonly Revision[]): Promise<void> {
  for (const revision of revisions) scale(ecs, service, revision, 0);
  while (!areGone(service, revisions)) await ecs.world.sleep(LOOK_SECONDS);
}

function areGone(service: ServiceState, revisions: readonly Revision[]): boolean {
  return !revisions.some((revision) => tasksOf(service, revision).some(isAlive));
}

/** Undoes what a superseded deployment left: gives its traffic back and stops its tasks. */
async function reconcile(
  ecs: EcsRegion,
  service: ServiceState,
  deployment: DeploymentState,
  unfinished: readonly Revision[],
): Promise<void> {
  for (const revision of unfinished) {
    if (service.completed === undefined) continue;
    const shifts = shiftsBetween(service.completed, revision);
    for (const { rule, from, to } of shifts)
      await shiftTraffic(ecs.clients(ElasticLoadBalancingV2Client), rule, { from, to }, 0);
    setTraffic(ecs, deployment, revision, 0);
    service.completed.traffic = 100;
  }
  await retire(ecs, service, unfinished);
}

function shiftsBetween(source: Revision | undefined, target: Revision): Shift[] {
  return target.targets.flatMap(({ targetGroupArn: to, pair, productionListenerRule: rule }) => {
    const from = source?.targets.find((old) => pair.includes(old.targetGroupArn))?.targetGroupArn;
    return rule === undefined || from === undefined || from === to ? [] : [{ rule, from, to }];
  });
}

async function shiftProduction(
  ecs: EcsRegion,
  deployment: DeploymentState,
  shifts: readonly Shift[],
  source: Revision | undefined,
  percent: number,
): Promise<void> {
  for (const { rule, from, to } of shifts)
    await shiftTraffic(ecs.clients(ElasticLoadBalancingV2Client), rule, { from, to }, percent);
  setTraffic(ecs, deployment, deployment.target, percent);
  if (source !== undefined) setTraffic(ecs, deployment, source, 100 - percent);
}

/** Moves all test traffic at once. Without a test rule there is none. */
async function shiftTestTraffic(ecs: EcsRegion, target: Revision, shifts: readonly Shift[]): Promise<void> {
  for (const { advancedConfiguration } of target.settings.loadBalancers ?? []) {
    const shift = shifts.find(({ rule }) => rule === advancedConfiguration?.productionListenerRule);
    const test = advancedConfiguration?.testListenerRule;
    if (test !== undefined && shift !== undefined) {
      await shiftTraffic(ecs.clients(ElasticLoadBalancingV2Client), test, shift, 100);
    }
  }
}
