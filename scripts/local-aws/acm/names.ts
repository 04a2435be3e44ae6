/** The names of a certificate, as ACM takes them. */
import { AwsError } from '../wire/errors';
import { validationException } from './model';

const DOMAIN = /^(\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])$/;
const MOST_OCTETS = 253;
/** Of the first name: it becomes the common name (RFC 5280). */
const MOST_OCTETS_OF_FIRST = 64;
/** "Number of domain names per ACM certificate": https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html */
const MOST_NAMES = 10;

/**
 * All names of a certificate in lower case, the domain name first, each once.
 * @throws AwsError ValidationException, LimitExceededException
 */
export function readNames(domainName = '', alternatives: readonly string[] = []): string[] {
  for (const [name, member] of [
    [domainName, 'domainName'],
    ...alternatives.map((each) => [each, 'subjectAlternativeNames']),
  ]) {
    if (name === undefined || name.length > MOST_OCTETS || !DOMAIN.test(name)) {
      throw validationException(
        `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${DOMAIN.source}`,
      );
    }
  }
  if (domainName.length > MOST_OCTETS_OF_FIRST) {
    throw validationException('The first domain name can be no longer than 64 characters.');
  }
  const names = [...new Set([domainName, ...alternatives].map((name) => name.toLowerCase()))];
  if (names.length > MOST_NAMES) {
    throw new AwsError(
      'LimitExceededException',
      `Error: The number of domain names ${names.length} exceeds the limit of ${MOST_NAMES}.`,
    );
  }
  return names;
}

/** The name whose owner validates a name: that without the wildcard. */
export const baseOf = (name: string): string => name.replace(/^\*\./, '');
