/** Tags of scalable targets. */
import type {
  ListTagsForResourceRequest,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-application-auto-scaling';
import { AwsError } from '../../wire/errors';
import type { ScaledService, ScalingRegion } from '../model';
import type { AutoScalingOperation } from '../operation';

export const listTagsForResource: AutoScalingOperation<ListTagsForResourceRequest> = ({ parameters, state }) => ({
  Tags: Object.fromEntries(taggable(state, parameters).tags),
});

export const tagResource: AutoScalingOperation<TagResourceRequest> = ({ parameters, state }) => {
  const { tags } = taggable(state, parameters);
  for (const [key, value] of Object.entries(parameters.Tags ?? {})) tags.set(key, value);
  return {};
};

export const untagResource: AutoScalingOperation<UntagResourceRequest> = ({ parameters, state }) => {
  const { tags } = taggable(state, parameters);
  for (const key of parameters.TagKeys ?? []) tags.delete(key);
  return {};
};

/** @throws AwsError ResourceNotFoundException */
function taggable({ services }: ScalingRegion, { ResourceARN }: { ResourceARN?: string }): ScaledService {
  const found = [...services.values()].find(({ target }) => target.ScalableTargetARN === ResourceARN);
  if (found !== undefined) return found;
  throw new AwsError('ResourceNotFoundException', `Unable to find the resource with ARN: ${ResourceARN}`);
}
