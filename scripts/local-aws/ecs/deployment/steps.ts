/** In which steps production traffic moves to a new revision, for each strategy. */
import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';

export interface TrafficStep {
  /** The new revision's share of production traffic, 0 to 100. */
  percent: number;
  /** AWS minutes to wait at that share. */
  bakeMinutes: number;
}

/** Defaults of the API reference (`CanaryConfiguration`, `LinearConfiguration`, `DeploymentConfiguration`). */
export const DEFAULTS = {
  canaryPercent: 5,
  canaryBakeTimeInMinutes: 10,
  stepPercent: 10,
  stepBakeTimeInMinutes: 6,
  bakeTimeInMinutes: 15,
} as const;

/** The steps up to and including 100 %. The bake time after the last step is a stage of its own (`bakeTimeInMinutes`). */
export function trafficSteps(configuration: DeploymentConfiguration): TrafficStep[] {
  switch (configuration.strategy) {
    case 'CANARY':
      return canary(configuration);
    case 'LINEAR':
      return linear(configuration);
    default:
      return [{ percent: 100, bakeMinutes: 0 }];
  }
}

function canary({ canaryConfiguration }: DeploymentConfiguration): TrafficStep[] {
  const percent = canaryConfiguration?.canaryPercent ?? DEFAULTS.canaryPercent;
  const bakeMinutes = canaryConfiguration?.canaryBakeTimeInMinutes ?? DEFAULTS.canaryBakeTimeInMinutes;
  const all = { percent: 100, bakeMinutes: 0 };
  return percent >= 100 ? [all] : [{ percent, bakeMinutes }, all];
}

/** "This bake time is not applied after reaching 100 percent traffic." */
function linear({ linearConfiguration }: DeploymentConfiguration): TrafficStep[] {
  const step = linearConfiguration?.stepPercent ?? DEFAULTS.stepPercent;
  const bakeMinutes = linearConfiguration?.stepBakeTimeInMinutes ?? DEFAULTS.stepBakeTimeInMinutes;
  return Array.from({ length: Math.ceil(100 / step) }, (_, index) => {
    const percent = Math.min(100, Math.round((index + 1) * step * 10) / 10);
    return { percent, bakeMinutes: percent < 100 ? bakeMinutes : 0 };
  });
}
