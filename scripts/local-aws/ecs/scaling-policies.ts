/** Scaling policies: moto takes any number of them for one metric. */
import { isDeepStrictEqual } from 'node:util';
import {
  ApplicationAutoScalingClient,
  DescribeScalingPoliciesCommand,
  type PutScalingPolicyRequest,
  type TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { AwsError } from '../wire/errors';
import type { AwsRequest } from '../wire/messages';
import type { LocalWorld } from '../world';
import { readInput } from './json';

/** @throws AwsError ValidationException for a policy of another name that tracks the same metric of the same target */
export async function refuseSecondPolicy(request: AwsRequest, { endpoint }: LocalWorld): Promise<void> {
  const { PolicyName, ServiceNamespace, ResourceId, ScalableDimension, ...wanted } =
    readInput<PutScalingPolicyRequest>(request);
  const configuration = wanted.TargetTrackingScalingPolicyConfiguration;
  if (configuration === undefined) return;
  const client = new ApplicationAutoScalingClient({
    endpoint,
    region: request.region,
    credentials: { accessKeyId: 'autoscaling', secretAccessKey: 'autoscaling' },
  });
  try {
    const { ScalingPolicies = [] } = await client.send(
      new DescribeScalingPoliciesCommand({ ServiceNamespace, ResourceId, ScalableDimension }),
    );
    const others = ScalingPolicies.filter((policy) => policy.PolicyName !== PolicyName);
    if (others.some((policy) => tracksSame(policy.TargetTrackingScalingPolicyConfiguration, configuration))) {
      throw new AwsError(
        'ValidationException',
        'Only one TargetTrackingScaling policy for a given metric specification is allowed.',
      );
    }
  } finally {
    client.destroy();
  }
}

const tracksSame = (
  one: TargetTrackingScalingPolicyConfiguration | undefined,
  other: TargetTrackingScalingPolicyConfiguration,
): boolean =>
  one !== undefined &&
  isDeepStrictEqual(one.PredefinedMetricSpecification, other.PredefinedMetricSpecification) &&
  isDeepStrictEqual(one.CustomizedMetricSpecification, other.CustomizedMetricSpecification);
