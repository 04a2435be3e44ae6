import { branchesOf, isNoValue, mayBeAbsent, prepend, ref } from '../../template-language/intrinsics';
import { compact, type Json, type JsonObject } from '../../template-language/json';
import { logicalId } from '../names';
import { CANARY, LINEAR } from '../properties/deployment';
import type { ServiceSpec } from '../spec';

/**
 * How a new version takes over. Express Mode's canary when the block says nothing: 5 % of the traffic for three minutes,
 * then all of it, and three minutes more in which the old tasks stand by. The circuit breaker is on for every strategy,
 * because an image that never becomes healthy gets no traffic: no alarm would see it, and the deployment would wait for
 * a day.
 */
export function deploymentConfiguration(spec: ServiceSpec): JsonObject {
  const { Strategy, BakeTimeInMinutes, MinimumHealthyPercent, MaximumPercent, LifecycleHooks } = spec.Deployment;
  return compact({
    Strategy,
    ...steps(spec),
    BakeTimeInMinutes: Strategy === 'ROLLING' ? undefined : (BakeTimeInMinutes ?? 3),
    MinimumHealthyPercent,
    MaximumPercent,
    DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    Alarms: alarms(spec),
    LifecycleHooks: LifecycleHooks?.map(compact),
  });
}

function steps({ Deployment }: ServiceSpec): JsonObject {
  switch (Deployment.Strategy) {
    case 'CANARY': {
      const { CanaryPercent, CanaryBakeTimeInMinutes } = CANARY.properties;
      const usual = {
        CanaryPercent: CanaryPercent.default,
        CanaryBakeTimeInMinutes: CanaryBakeTimeInMinutes.default,
      };
      return { CanaryConfiguration: Deployment.CanaryConfiguration ?? usual };
    }
    case 'LINEAR': {
      const { StepPercent, StepBakeTimeInMinutes } = LINEAR.properties;
      const usual = { StepPercent: StepPercent.default, StepBakeTimeInMinutes: StepBakeTimeInMinutes.default };
      return { LinearConfiguration: Deployment.LinearConfiguration ?? usual };
    }
    case 'BLUE_GREEN':
    case 'ROLLING':
      return {};
  }
}

/** The service's own alarm and the user's. ECS watches a list only while something is on it. */
function alarms(spec: ServiceSpec): JsonObject {
  const { OwnAlarm, AlarmNames } = spec.Deployment.Rollback;
  if (OwnAlarm) return watching(prepend([ref(logicalId(spec, 'RollbackAlarm'))], AlarmNames), true);
  return watching(AlarmNames, anyOf(AlarmNames));
}

const watching = (AlarmNames: Json, any: Json): JsonObject => ({ AlarmNames, Enable: any, Rollback: any });

/** Whether there is anything on a list, which conditions may decide. */
function anyOf(names: Json): Json {
  if (Array.isArray(names)) return names.reduceRight<Json>((others, name) => orThere(name, others), false);
  const [condition, ...branches] = branchesOf(names);
  return condition === undefined || { 'Fn::If': [condition, ...branches.map(anyOf)] };
}

/** Takes an `Fn::If` inside another for there, so that no list of them grows without end. */
function orThere(name: Json, others: Json): Json {
  if (others === true || !mayBeAbsent(name)) return true;
  const [condition, ...branches] = branchesOf(name);
  if (condition === undefined || branches.every(isNoValue)) return others;
  return { 'Fn::If': [condition, ...branches.map((branch) => (isNoValue(branch) ? others : true))] };
}
