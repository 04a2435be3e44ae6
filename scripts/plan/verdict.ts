import type { Certainty } from './certainty';
import type { Difference } from './differences';
import type { Impact } from './impact';
import type { ResolvedResource } from './resolve';

/** A property that differs. */
export interface ChangedProperty {
  name: string;
  impact: Impact;
  certainty: Certainty;
  places: readonly Difference[];
}

/** Why a resource is touched. */
export interface Reason {
  /** `ContainerDefinitions[0].Image`; the resource's name if no property is the reason. */
  property: string;
  effect: 'update' | 'replace';
  certainty: Certainty;
  /** What to say about that property: `create-only in AWS's schema`. */
  message: string;
}

/** A physical id that the clean-up phase deletes. */
export interface Leftover {
  certainty: Certainty;
  /** What it is: `the old one`. */
  what: string;
}

/** What an update does to one resource that is in both templates. */
export interface UpdateVerdict {
  reasons: readonly Reason[];
  /** Whether another physical resource replaces it. */
  replaced: Certainty | undefined;
  /** What the clean-up deletes of a resource that is not replaced: an old physical id. */
  leftover?: Leftover | undefined;
  /** Sentences that say why the update would fail. */
  refusals: readonly string[];
  /** Sentences about what the user should know although nothing fails. */
  cautions: readonly string[];
  /** Whether a reference to it gives another value: `Ref`, or `Fn::GetAtt` of an attribute. */
  changes(attribute?: string): Certainty | undefined;
}

/** A resource that is in both templates and differs. */
export interface ChangedResource {
  before: ResolvedResource;
  after: ResolvedResource;
  properties: readonly ChangedProperty[];
}

/** The changed property of that name; undefined if it has not changed. */
export const property = ({ properties }: ChangedResource, name: string): ChangedProperty | undefined =>
  properties.find((one) => one.name === name);

/** One reason for each place that has changed in a property. */
export const reasonsOf = (
  { places }: Pick<ChangedProperty, 'places'>,
  effect: Reason['effect'],
  message: string,
  atMost: Certainty = 'certain',
): Reason[] =>
  places.map(({ path, certainty, because }) => ({
    property: path,
    effect,
    certainty: atMost === 'possible' ? 'possible' : certainty,
    message: because === undefined ? message : `${message}, because ${because}`,
  }));
