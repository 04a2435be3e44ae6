import { branchesOf, isNoValue, mayBeAbsent, prepend, ref } from '../../template-language/intrinsics';
import { compact, type Json, type JsonObject } from '../../template-language/json';
import { logicalId } from '../names';
import { CANARY, LINEAR } from '../properties/deployment';
import type { ServiceSpec } from '../spec';

/**
 * How a new version takes over. By default Express Mode's canary: 5 % of the traffic for three minutes, then all of it,
 * and three more minutes in which the old tasks keep running. The circuit breaker is on for every strategy: an image
 * that never becomes healthy gets no traffic, so no alarm would notice it, and the deployment would wait for a day.
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

/** The service's own alarm and the user's. `Enable` is false when the list is empty. */
function alarms(spec: ServiceSpec): JsonObject {
  const { OwnAlarm, AlarmNames } = spec.Deployment.Rollback;
  if (OwnAlarm) return watching(prepend([ref(logicalId(spec, 'RollbackAlarm'))], AlarmNames), true);
  return watching(AlarmNames, anyOf(AlarmNames));
}

const watching = (AlarmNames: Json, any: Json): JsonObject => ({ AlarmNames, Enable: any, Rollback: any });

/** Whether a list has items; an `Fn::If` where conditions decide that. */
function anyOf(names: Json): Json {
  if (Array.isArray(names)) return names.reduceRight<Json>((others, name) => orThere(name, others), false);
  const [condition, ...branches] = branchesOf(names);
  return condition === undefined || { 'Fn::If': [condition, ...branches.map(anyOf)] };
}

/** Whether a name or any other is present. A nested `Fn::If` counts as present, so that the result stays small. */
function orThere(name: Json, others: Json): Json {
  if (others === true || !mayBeAbsent(name)) return true;
  const [condition, ...branches] = branchesOf(name);
  if (condition === undefined || branches.every(isNoValue)) return others;
  return { 'Fn::If': [condition, ...branches.map((branch) => (isNoValue(branch) ? others : true))] };
}
