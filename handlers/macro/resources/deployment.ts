import { prepend, ref } from '../intrinsics';
import { compact, type Json, type JsonObject } from '../json';
import { logicalId } from '../names';
import { CANARY, LINEAR } from '../service/properties/deployment';
import type { ServiceSpec } from '../service/spec';

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

/** The service's own alarm and the user's. A list that only exists under a condition may leave nothing to watch. */
function alarms(spec: ServiceSpec): Json {
  const { OwnAlarm, AlarmNames } = spec.Deployment.Rollback;
  if (OwnAlarm) return watching(prepend([ref(logicalId(spec, 'RollbackAlarm'))], AlarmNames));
  return Array.isArray(AlarmNames) && AlarmNames.length === 0
    ? { AlarmNames: [], Enable: false, Rollback: false }
    : watching(AlarmNames);
}

const watching = (AlarmNames: Json): JsonObject => ({ AlarmNames, Enable: true, Rollback: true });
