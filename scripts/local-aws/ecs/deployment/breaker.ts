/** The deployment circuit breaker. */
import type { DeploymentCircuitBreaker } from '@aws-sdk/client-ecs';

/** Bounds of `BOUNDED_PERCENT` (API reference of `ServiceDeploymentCircuitBreaker`). */
const LOWEST = 3;
const HIGHEST = 200;
const DEFAULT_PERCENT = 50;

/** How many failed tasks the circuit breaker allows a deployment of `desiredCount` tasks. */
export function breakerThreshold(breaker: DeploymentCircuitBreaker | undefined, desiredCount: number): number {
  const { type = 'BOUNDED_PERCENT', value = DEFAULT_PERCENT } = breaker?.thresholdConfiguration ?? {};
  if (type === 'COUNT') return value;
  const share = Math.ceil((desiredCount * value) / 100);
  return type === 'UNBOUNDED_PERCENT' ? share : Math.min(HIGHEST, Math.max(LOWEST, share));
}
