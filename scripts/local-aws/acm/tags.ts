/** Tags of certificates. */
import type {
  AddTagsToCertificateRequest,
  ListTagsForCertificateRequest,
  RemoveTagsFromCertificateRequest,
  Tag,
} from '@aws-sdk/client-acm';
import { AwsError } from '../wire/errors';
import { type AcmOperation, certificateOf } from './model';

const MOST_TAGS = 50;

/** @throws AwsError InvalidTagException, TooManyTagsException */
export function readTags(
  given: readonly Tag[] = [],
  before: ReadonlyMap<string, string | undefined> = new Map(),
): Map<string, string | undefined> {
  for (const { Key = '' } of given) {
    const isOwn = Key !== '' && !Key.startsWith('aws:');
    if (!isOwn) throw new AwsError('InvalidTagException', `The tag key '${Key}' is not valid`);
  }
  const tags = new Map([...before, ...given.map(({ Key = '', Value }) => [Key, Value] as const)]);
  if (tags.size > MOST_TAGS) {
    throw new AwsError('TooManyTagsException', `the TagSet: '${tags.size}' contains too many Tags`);
  }
  return tags;
}

export const addTagsToCertificate: AcmOperation<AddTagsToCertificateRequest> = ({ parameters, state }) => {
  const certificate = certificateOf(state, parameters.CertificateArn);
  certificate.tags = readTags(parameters.Tags, certificate.tags);
  return {};
};

/** A tag that is given with a value is removed only if it has that value. */
export const removeTagsFromCertificate: AcmOperation<RemoveTagsFromCertificateRequest> = ({ parameters, state }) => {
  const { tags } = certificateOf(state, parameters.CertificateArn);
  for (const { Key = '', Value } of parameters.Tags ?? []) {
    if (Value === undefined || tags.get(Key) === Value) tags.delete(Key);
  }
  return {};
};

export const listTagsForCertificate: AcmOperation<ListTagsForCertificateRequest> = ({ parameters, state }) => ({
  Tags: [...certificateOf(state, parameters.CertificateArn).tags].map(([Key, Value]) => ({ Key, Value })),
});
