/** What ACM keeps. */
import type { CertificateDetail } from '@aws-sdk/client-acm';
import type { KnownCertificate } from '../certificates';
import type { IssuedCertificate } from '../certificates/authority';
import type { SdkClients } from '../service/clients';
import type { JsonOperation, OperationCall } from '../service/operation';
import { AwsError } from '../wire/errors';
import type { LocalWorld } from '../world';

export interface AcmCertificate {
  arn: string;
  /** Without repetitions; the domain name first. */
  names: readonly string[];
  type: 'AMAZON_ISSUED' | 'IMPORTED';
  method?: 'DNS' | 'EMAIL';
  status: 'PENDING_VALIDATION' | 'ISSUED' | 'VALIDATION_TIMED_OUT';
  createdAt: Date;
  issuedAt?: Date;
  /** Whether DescribeCertificate shows the records for the validation already. */
  hasRecords: boolean;
  /** The names whose records were found. */
  validated: Set<string>;
  pair?: IssuedCertificate;
  /** What an imported one says of itself. */
  details?: Partial<CertificateDetail>;
  tags: Map<string, string | undefined>;
  /** Idempotency token of the request. */
  token?: string;
}

/** ACM in one Region. */
export interface AcmRegion {
  world: LocalWorld;
  region: string;
  clients: SdkClients;
  certificates: Map<string, AcmCertificate>;
}

export type AcmOperation<Parameters> = JsonOperation<Parameters, AcmRegion>;
export type AcmCall = OperationCall<unknown, AcmRegion>;

export const validationException = (message: string): AwsError => new AwsError('ValidationException', message);

/** @throws AwsError ValidationException for what is no ARN, ResourceNotFoundException for one that is not in this Region */
export function certificateOf({ certificates }: AcmRegion, arn = ''): AcmCertificate {
  const found = certificates.get(arn);
  if (found !== undefined) return found;
  if (!/^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/.test(arn)) {
    throw validationException(
      `1 validation error detected: Value '${arn}' at 'certificateArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:[\\w+=/,.@-]+:acm:[\\w+=/,.@-]*:[0-9]+:[\\w+=,.@-]+(/[\\w+=,.@-]+)*`,
    );
  }
  throw new AwsError('ResourceNotFoundException', `Could not find certificate ${arn}.`);
}

/** The certificate as those who serve with it see it. */
export const asKnown = ({ arn, names, status, pair }: AcmCertificate): KnownCertificate => ({
  arn,
  names,
  isIssued: status === 'ISSUED',
  pair,
});
