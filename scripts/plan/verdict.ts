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
  /** `ContainerDefinitions[0].Image`; the resource's name where no property is the reason. */
  property: string;
  effect: 'update' | 'replace';
  certainty: Certainty;
  /** What is to be said of that property: `create-only in AWS's schema`. */
  message: string;
}

/** A physical id that the clean-up phase is sent a Delete for. */
export interface Leftover {
  certainty: Certainty;
  /** Which: `the old one`. */
  what: string;
}

/** What an update makes of one resource that is in both templates. */
export interface UpdateVerdict {
  reasons: readonly Reason[];
  /** Whether another physical resource takes its place. */
  replaced: Certainty | undefined;
  /** What else the clean-up deletes: an old physical id of something that stays what it is. */
  leftover?: Leftover | undefined;
  /** Why the update would fail; sentences. */
  refusals: readonly string[];
  /** What should be known though nothing fails; sentences. */
  cautions: readonly string[];
  /** Whether what others get from it changes: `Ref`, or `Fn::GetAtt` of an attribute. */
  changes(attribute?: string): Certainty | undefined;
}

/** A resource that differs. */
export interface ChangedResource {
  before: ResolvedResource;
  after: ResolvedResource;
  properties: readonly ChangedProperty[];
}

export const property = ({ properties }: ChangedResource, name: string): ChangedProperty | undefined =>
  properties.find((one) => one.name === name);

/** The reasons that a property's changed places give. */
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
