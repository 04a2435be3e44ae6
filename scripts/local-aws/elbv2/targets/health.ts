/** The health of a target, by the checks that it has passed and failed (target health status, Application Load Balancers). */
import type { HealthCheckSettings } from './health-check';
import type { ProbeResult } from './probe';

/** As DescribeTargetHealth answers it. */
export interface TargetHealthStatus {
  state: 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining' | 'unavailable';
  reason?: string;
  description?: string;
}

const INITIAL: TargetHealthStatus = {
  state: 'initial',
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
};
const HEALTHY: TargetHealthStatus = { state: 'healthy' };
export const DRAINING: TargetHealthStatus = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
};
/** The group is in no action of a listener or of a rule. */
export const NOT_IN_USE: TargetHealthStatus = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target group is not configured to receive traffic from the load balancer',
};
export const NOT_REGISTERED: TargetHealthStatus = {
  state: 'unused',
  reason: 'Target.NotRegistered',
  description: 'Target is not registered to the target group',
};

/** The group has health checks switched off. */
const UNAVAILABLE: TargetHealthStatus = {
  state: 'unavailable',
  reason: 'Target.HealthCheckDisabled',
  description: 'Health checks are disabled',
};

/** Counts the checks of one target. */
export class HealthRecord {
  /** Another object when something has changed. */
  status = INITIAL;
  #passed = 0;
  #failed = 0;

  /** "After your target is registered, it must pass one health check to be considered healthy." */
  add(result: ProbeResult, { matches, healthyThreshold, unhealthyThreshold }: HealthCheckSettings): void {
    if (result.type === 'status' && matches(result.status)) {
      this.#passed += 1;
      this.#failed = 0;
      if (this.status.state === 'initial' || this.#passed >= healthyThreshold) this.status = HEALTHY;
      return;
    }
    this.#failed += 1;
    this.#passed = 0;
    if (this.status.state !== 'unhealthy' && this.#failed < unhealthyThreshold) return;
    const status = unhealthy(result);
    if (this.status.description !== status.description) this.status = status;
  }

  /** There are no checks. */
  disable(): void {
    this.status = UNAVAILABLE;
  }

  /** Begins again, for example when the group is used by a load balancer after it was not. */
  reset(): void {
    this.status = INITIAL;
    this.#passed = 0;
    this.#failed = 0;
  }
}

function unhealthy(result: ProbeResult): TargetHealthStatus {
  switch (result.type) {
    case 'status':
      return {
        state: 'unhealthy',
        reason: 'Target.ResponseCodeMismatch',
        description: `Health checks failed with these codes: [${result.status}]`,
      };
    case 'timeout':
      return { state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' };
    case 'failed':
      return { state: 'unhealthy', reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
  }
}
