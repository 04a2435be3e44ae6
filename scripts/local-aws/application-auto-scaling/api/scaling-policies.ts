/** Scaling policies. Those that track a target have alarms of their own; those in steps are called by alarms of others. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type {
  DeleteScalingPolicyRequest,
  DescribeScalingPoliciesRequest,
  PutScalingPolicyRequest,
  ScalingPolicy,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { partitionOf } from '../../../../handlers/template-language/region';
import { notPlayed } from '../../wire/errors';
import type { ScalingRegion } from '../model';
import { type AutoScalingOperation, isMeant, notFound, pageOf, scaledService, validationException } from '../operation';
import { checkSteps } from '../step-scaling';
import { deleteAlarms, makeAlarms } from '../target-tracking/alarms';
import { followedMetric } from '../target-tracking/metric';

/**
 * Makes a policy, or changes one: it keeps its ARN, and gets new alarms.
 * @throws AwsError ObjectNotFoundException without a target; ValidationException, for example for a second policy that tracks the
 *   same metric of the target
 */
export const putScalingPolicy: AutoScalingOperation<PutScalingPolicyRequest> = async ({
  parameters,
  state: region,
}) => {
  const scaled = scaledService(region, parameters, 'registered');
  const { PolicyName = '' } = parameters;
  const before = scaled.policies.get(PolicyName);
  const policy = { ...(before ?? newPolicy(region, parameters)), ...configurationIn(parameters, before) };
  const tracking = policy.TargetTrackingScalingPolicyConfiguration;
  if (tracking !== undefined) {
    followedMetric(scaled, tracking);
    const others = [...scaled.policies.values()].filter((other) => other.PolicyName !== PolicyName);
    if (others.some((other) => tracksSame(other.TargetTrackingScalingPolicyConfiguration, tracking))) throw SAME_METRIC;
  }
  if (before !== undefined) await deleteAlarms(region, [before]);
  policy.Alarms = await makeAlarms(region, scaled, policy);
  scaled.policies.set(PolicyName, policy);
  return { PolicyARN: policy.PolicyARN, Alarms: policy.Alarms };
};

const SAME_METRIC = validationException(
  'Only one TargetTrackingScaling policy for a given metric specification is allowed.',
);

function newPolicy({ world, region }: ScalingRegion, parameters: PutScalingPolicyRequest): ScalingPolicy {
  const { PolicyName, ServiceNamespace, ResourceId, ScalableDimension, PolicyType } = parameters;
  const resource = `resource/${ServiceNamespace}/${ResourceId}:policyName/${PolicyName}`;
  return {
    PolicyARN: `arn:${partitionOf(region)}:autoscaling:${region}:${world.accountId}:scalingPolicy:${randomUUID()}:${resource}`,
    PolicyName,
    ServiceNamespace,
    ResourceId,
    ScalableDimension,
    PolicyType,
    CreationTime: world.now(),
  };
}

/** The type of a policy cannot change. */
function configurationIn(parameters: PutScalingPolicyRequest, before: ScalingPolicy | undefined) {
  const { PolicyType = before?.PolicyType ?? 'StepScaling' } = parameters;
  if (before !== undefined && PolicyType !== before.PolicyType) {
    throw validationException('The type of a scaling policy cannot be changed.');
  }
  if (PolicyType === 'TargetTrackingScaling') {
    const configuration = parameters.TargetTrackingScalingPolicyConfiguration;
    if (configuration === undefined) throw lacks(PolicyType);
    if (!((configuration.TargetValue ?? 0) > 0)) throw validationException('TargetValue must be greater than zero.');
    return { PolicyType, TargetTrackingScalingPolicyConfiguration: { DisableScaleIn: false, ...configuration } };
  }
  if (PolicyType === 'StepScaling') {
    const configuration = parameters.StepScalingPolicyConfiguration;
    if (configuration === undefined) throw lacks(PolicyType);
    checkSteps(configuration);
    return { PolicyType, StepScalingPolicyConfiguration: configuration };
  }
  throw notPlayed(`The policy type ${PolicyType}`);
}

const lacks = (type: string) => validationException(`A policy of type ${type} needs ${type}PolicyConfiguration.`);

const tracksSame = (
  one: TargetTrackingScalingPolicyConfiguration | undefined,
  other: TargetTrackingScalingPolicyConfiguration,
): boolean =>
  one !== undefined &&
  isDeepStrictEqual(one.PredefinedMetricSpecification, other.PredefinedMetricSpecification) &&
  isDeepStrictEqual(one.CustomizedMetricSpecification, other.CustomizedMetricSpecification);

export const describeScalingPolicies: AutoScalingOperation<DescribeScalingPoliciesRequest> = ({
  parameters,
  state,
}) => {
  const { PolicyNames } = parameters;
  const all = [...state.services.values()].flatMap(({ policies }) => [...policies.values()]);
  const meant = all.filter(
    (policy) => isMeant(policy, parameters) && (PolicyNames?.includes(policy.PolicyName ?? '') ?? true),
  );
  const { items, NextToken } = pageOf(meant, parameters);
  return { ScalingPolicies: items, NextToken };
};

export const deleteScalingPolicy: AutoScalingOperation<DeleteScalingPolicyRequest> = async ({ parameters, state }) => {
  const { PolicyName = '', ResourceId = '' } = parameters;
  const policies = state.services.get(ResourceId)?.policies;
  const policy = policies?.get(PolicyName);
  if (policy === undefined) throw notFound('scaling policy found', parameters, `, policy name: ${PolicyName}`);
  policies?.delete(PolicyName);
  await deleteAlarms(state, [policy]);
  return {};
};
