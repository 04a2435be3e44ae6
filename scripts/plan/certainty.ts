/** How sure it is that something happens: `possible` is decided by values that nobody knows yet. */
export type Certainty = 'certain' | 'possible';

export const surest = (all: readonly (Certainty | undefined)[]): Certainty | undefined =>
  all.includes('certain') ? 'certain' : all.find((one) => one !== undefined);

/** The less sure of two. */
export const both = (one: Certainty, other: Certainty): Certainty =>
  one === 'certain' && other === 'certain' ? 'certain' : 'possible';
