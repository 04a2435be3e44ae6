/** How sure it is that something happens. `possible` depends on values that are not known yet. */
export type Certainty = 'certain' | 'possible';

/** The surer of several; undefined if none of them happens. */
export const surest = (all: readonly (Certainty | undefined)[]): Certainty | undefined =>
  all.includes('certain') ? 'certain' : all.find((one) => one !== undefined);

/** The less sure of two. */
export const both = (one: Certainty, other: Certainty): Certainty =>
  one === 'certain' && other === 'certain' ? 'certain' : 'possible';
