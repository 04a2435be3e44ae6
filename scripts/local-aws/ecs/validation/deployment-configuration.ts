/** Checks `deploymentConfiguration` and fills in its defaults. */
import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { DEFAULTS } from '../deployment/steps';
import { invalidParameter } from '../errors';

/**
 * The configuration as DescribeServices shows it.
 * @param change as the request has it
 * @param before the service's configuration so far; members that the request leaves out stay
 * @throws AwsError InvalidParameterException
 */
export function resolveDeploymentConfiguration(
  change: DeploymentConfiguration = {},
  before: DeploymentConfiguration = {},
): DeploymentConfiguration {
  const { canaryConfiguration, linearConfiguration, bakeTimeInMinutes, ...common } = { ...before, ...change };
  const strategy = common.strategy ?? 'ROLLING';
  checkOwnConfiguration(strategy, change);
  const configuration: DeploymentConfiguration = {
    ...common,
    strategy,
    maximumPercent: common.maximumPercent ?? 200,
    minimumHealthyPercent: common.minimumHealthyPercent ?? 100,
    deploymentCircuitBreaker: common.deploymentCircuitBreaker ?? { enable: false, rollback: false },
    bakeTimeInMinutes: bakeTimeInMinutes ?? (strategy === 'ROLLING' ? undefined : DEFAULTS.bakeTimeInMinutes),
  };
  if (strategy === 'CANARY') configuration.canaryConfiguration = withCanaryDefaults(canaryConfiguration);
  if (strategy === 'LINEAR') configuration.linearConfiguration = withLinearDefaults(linearConfiguration);
  checkRanges(configuration);
  return configuration;
}

function withCanaryDefaults(given: DeploymentConfiguration['canaryConfiguration']) {
  const { canaryPercent, canaryBakeTimeInMinutes } = DEFAULTS;
  return { canaryPercent, canaryBakeTimeInMinutes, ...given };
}

function withLinearDefaults(given: DeploymentConfiguration['linearConfiguration']) {
  const { stepPercent, stepBakeTimeInMinutes } = DEFAULTS;
  return { stepPercent, stepBakeTimeInMinutes, ...given };
}

function checkOwnConfiguration(strategy: string, change: DeploymentConfiguration): void {
  const owners = { canaryConfiguration: 'CANARY', linearConfiguration: 'LINEAR' } as const;
  for (const [name, owner] of Object.entries(owners)) {
    if (name in change && strategy !== owner) {
      throw invalidParameter(`${name} is only valid when the deployment strategy is ${owner}, not ${strategy}.`);
    }
  }
}

/** The ranges are those of the API reference. Percentages are multiples of 0.1. */
function checkRanges({
  canaryConfiguration,
  linearConfiguration,
  bakeTimeInMinutes,
  maximumPercent = 200,
  minimumHealthyPercent = 100,
}: DeploymentConfiguration): void {
  checkPercent('canaryPercent', canaryConfiguration?.canaryPercent, 0.1);
  checkPercent('stepPercent', linearConfiguration?.stepPercent, 3);
  checkMinutes('canaryBakeTimeInMinutes', canaryConfiguration?.canaryBakeTimeInMinutes);
  checkMinutes('stepBakeTimeInMinutes', linearConfiguration?.stepBakeTimeInMinutes);
  checkMinutes('bakeTimeInMinutes', bakeTimeInMinutes);
  if (minimumHealthyPercent < 0 || maximumPercent < minimumHealthyPercent || maximumPercent === 0) {
    throw invalidParameter('The maximumPercent must be greater than the minimumHealthyPercent.');
  }
}

function checkPercent(name: string, percent: number | undefined, least: number): void {
  if (percent === undefined) return;
  const tenths = Math.round(percent * 10) / 10;
  if (percent >= least && percent <= 100 && Math.abs(percent - tenths) < 1e-9) return;
  throw invalidParameter(`${name} must be a multiple of 0.1 from ${least.toFixed(1)} to 100.0. Got: ${percent}`);
}

function checkMinutes(name: string, minutes: number | undefined): void {
  if (minutes === undefined || (Number.isInteger(minutes) && minutes >= 0 && minutes <= 1440)) return;
  throw invalidParameter(`${name} must be from 0 to 1440 minutes. Got: ${minutes}`);
}
