/** Scaling policies: moto takes any number of them for one metric. */
import { isDeepStrictEqual } from 'node:util';
import {
  ApplicationAutoScalingClient,
  DescribeScalingPoliciesCommand,
  type PutScalingPolicyRequest,
  type TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { AwsError } from '../wire/errors';
import type { AutoScalingOperation } from './operation';

/** @throws AwsError ValidationException for a policy of another name that tracks the same metric of the same target */
export const putScalingPolicy: AutoScalingOperation<PutScalingPolicyRequest> = async (call) => {
  const { PolicyName, ServiceNamespace, ResourceId, ScalableDimension, ...wanted } = call.parameters;
  const configuration = wanted.TargetTrackingScalingPolicyConfiguration;
  if (configuration === undefined) return call.forward();
  const { ScalingPolicies = [] } = await call
    .state(ApplicationAutoScalingClient)
    .send(new DescribeScalingPoliciesCommand({ ServiceNamespace, ResourceId, ScalableDimension }));
  const others = ScalingPolicies.filter((policy) => policy.PolicyName !== PolicyName);
  if (others.some((policy) => tracksSame(policy.TargetTrackingScalingPolicyConfiguration, configuration))) {
    throw new AwsError(
      'ValidationException',
      'Only one TargetTrackingScaling policy for a given metric specification is allowed.',
    );
  }
  return call.forward();
};

const tracksSame = (
  one: TargetTrackingScalingPolicyConfiguration | undefined,
  other: TargetTrackingScalingPolicyConfiguration,
): boolean =>
  one !== undefined &&
  isDeepStrictEqual(one.PredefinedMetricSpecification, other.PredefinedMetricSpecification) &&
  isDeepStrictEqual(one.CustomizedMetricSpecification, other.CustomizedMetricSpecification);
