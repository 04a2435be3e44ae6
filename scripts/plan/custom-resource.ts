import { both, surest } from './certainty';
import { type ChangedResource, property, reasonsOf, type UpdateVerdict } from './verdict';

/** A custom resource that is not this project's: only its own code knows what an update does. */
export function customResourceVerdict(changed: ChangedResource): UpdateVerdict {
  const certainty = surest(changed.properties.map((one) => one.certainty)) ?? 'possible';
  return {
    reasons: changed.properties.flatMap((one) =>
      reasonsOf(one, 'replace', 'the custom resource decides whether it is replaced', 'possible'),
    ),
    replaced: both(certainty, 'possible'),
    refusals: tokenChanged(changed),
    cautions: [],
    changes: () => 'possible',
  };
}

/** The refusal of another ServiceToken: CloudFormation never lets another function answer for a custom resource. */
export const tokenChanged = (changed: ChangedResource): string[] =>
  property(changed, 'ServiceToken')?.certainty === 'certain'
    ? [`${changed.after.logicalId}: CloudFormation refuses to change a ServiceToken. Give it another logical id.`]
    : [];
