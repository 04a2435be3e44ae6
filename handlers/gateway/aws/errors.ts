import { QuotaReachedError } from '../world/errors';

/** The error code. The SDK names an error after its code, or after its class, which has `Exception` at the end. */
const codeOf = (error: Error): string => error.name.replace(/Exception$/, '');

/** Whether an SDK call failed with one of these error codes (without `Exception` at the end). */
export const hasErrorCode = (error: unknown, ...codes: string[]): error is Error =>
  error instanceof Error && codes.includes(codeOf(error));

/**
 * Whether AWS refuses to make a load balancer in these subnets (the error list of CreateLoadBalancer, ELBv2 API reference).
 * Another attempt fails, too, until somebody changes the subnets.
 */
export const isSubnetError = (error: unknown): error is Error =>
  hasErrorCode(error, 'InvalidSubnet', 'SubnetNotFound', 'AvailabilityZoneNotSupported', 'InvalidConfigurationRequest');

/** Whether CloudFormation does not know the stack: it was never made, or was deleted more than 90 days ago. */
export const isUnknownStack = (error: unknown): boolean =>
  hasErrorCode(error, 'ValidationError') && /does not exist/.test(error.message);

/** The result of the call, or `instead` if it fails with one of the codes. */
export async function unlessRefused<T, U>(call: Promise<T>, codes: readonly string[], instead: U): Promise<T | U> {
  try {
    return await call;
  } catch (error) {
    if (hasErrorCode(error, ...codes)) return instead;
    throw error;
  }
}

/**
 * Error codes of reached quotas, and what the user can do. Sources: the error lists of CreateLoadBalancer, CreateListener,
 * CreateRule, ModifyRule (ELBv2 API reference) and CreateSecurityGroup (EC2 error codes).
 */
const QUOTAS: Readonly<Record<string, string>> = {
  TooManyLoadBalancers:
    'the account has as many Application Load Balancers as its quota allows in this region; delete one or have the quota raised',
  TooManyListeners: 'the load balancer has as many listeners as its quota allows; have the quota raised',
  TooManyRules:
    'the listener has as many rules as its quota allows; delete rules made by hand, have the quota raised, or put the service into another gateway (Gateway.Name)',
  TooManyTargetGroups:
    'the load balancer or the account has as many target groups as its quota allows; have the quota raised, or put the service into another gateway (Gateway.Name)',
  TooManyUniqueTargetGroupsPerLoadBalancer:
    'the load balancer has as many target groups as its quota allows; put the service into another gateway (Gateway.Name)',
  TooManyTargets:
    'the load balancer has as many targets as its quota allows; have the quota raised, or put the service into another gateway (Gateway.Name)',
  TooManyRegistrationsForTargetId: 'a target is registered as often as its quota allows',
  TooManyActions: 'the rule has as many actions as its quota allows',
  TooManyTags: 'a resource has as many tags as its quota allows',
  SecurityGroupLimitExceeded:
    'the VPC has as many security groups as its quota allows; delete one or have the quota raised',
  ResourceLimitExceeded: 'a quota of the account is reached; have it raised',
};

/** @param what could not be made. @throws QuotaReachedError, which explains the quota; or what the call throws */
export async function explainQuota<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const reason = error instanceof Error ? QUOTAS[codeOf(error)] : undefined;
    throw reason && error instanceof Error
      ? new QuotaReachedError(`Cannot make ${what}: ${reason} (${codeOf(error)})`, { cause: error })
      : error;
  }
}
