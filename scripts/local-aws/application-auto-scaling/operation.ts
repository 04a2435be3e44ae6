import type { JsonOperation } from '../service/operation';
import { AwsError } from '../wire/errors';
import type { ScaledService, ScalingRegion } from './model';

export type AutoScalingOperation<Parameters> = JsonOperation<Parameters, ScalingRegion>;

export const validationException = (message: string): AwsError => new AwsError('ValidationException', message);

/** What a request names its target by. */
export interface TargetKey {
  ServiceNamespace?: string;
  ResourceId?: string;
  ScalableDimension?: string;
}

const namesOf = ({ ServiceNamespace, ResourceId, ScalableDimension }: TargetKey): string =>
  `service namespace: ${ServiceNamespace}, resource ID: ${ResourceId}, scalable dimension: ${ScalableDimension}`;

/** @param what that there is none of: `scalable target found`. @param more what it is named by besides its target */
export const notFound = (what: string, key: TargetKey, more = ''): AwsError =>
  new AwsError('ObjectNotFoundException', `No ${what} for ${namesOf(key)}${more}`);

/** @throws AwsError ObjectNotFoundException if the target is not registered */
export function scaledService({ services }: ScalingRegion, key: TargetKey, verb = 'found'): ScaledService {
  const found = services.get(key.ResourceId ?? '');
  if (found === undefined) throw notFound(`scalable target ${verb}`, key);
  return found;
}

/** One page of a list. @param defaultSize AWS gives up to 50 if the request does not say */
export function pageOf<Item>(
  items: readonly Item[],
  { MaxResults = 50, NextToken = '0' }: { MaxResults?: number; NextToken?: string },
): { items: Item[]; NextToken?: string } {
  const start = Number(NextToken);
  const end = start + MaxResults;
  return { items: items.slice(start, end), ...(end < items.length && { NextToken: String(end) }) };
}

/** Whether a resource is meant by a request that may leave out the resource and the dimension. */
export const isMeant = (named: TargetKey, { ResourceId, ScalableDimension }: TargetKey): boolean =>
  (ResourceId === undefined || named.ResourceId === ResourceId) &&
  (ScalableDimension === undefined || named.ScalableDimension === ScalableDimension);
