/** What was done to scalable targets, and why. */
import type { DescribeScalingActivitiesRequest } from '@aws-sdk/client-application-auto-scaling';
import { type AutoScalingOperation, isMeant, pageOf } from '../operation';

/** Newest first. Activities that did not scale are shown on request only. */
export const describeScalingActivities: AutoScalingOperation<DescribeScalingActivitiesRequest> = ({
  parameters,
  state,
}) => {
  const { IncludeNotScaledActivities = false } = parameters;
  const meant = state.activities.filter(
    (activity) =>
      isMeant(activity, parameters) && (IncludeNotScaledActivities || activity.NotScaledReasons === undefined),
  );
  const { items, NextToken } = pageOf(meant, parameters);
  return { ScalingActivities: items, NextToken };
};
