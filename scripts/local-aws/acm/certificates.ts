/** Looking at certificates, and deleting them. */
import type {
  CertificateDetail,
  CertificateSummary,
  DeleteCertificateRequest,
  DescribeCertificateRequest,
  DomainValidation,
  GetCertificateRequest,
  ListCertificatesRequest,
} from '@aws-sdk/client-acm';
import { AwsError } from '../wire/errors';
import { type AcmCertificate, type AcmOperation, type AcmRegion, asKnown, certificateOf } from './model';
import { baseOf } from './names';
import { recordFor } from './validation';

/** "ACM certificates are valid for 198 days": https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html */
const VALID_MS = 198 * 86_400_000;

export const describeCertificate: AcmOperation<DescribeCertificateRequest> = ({ parameters, state }) => ({
  Certificate: detailOf(state, certificateOf(state, parameters.CertificateArn)),
});

function detailOf({ world }: AcmRegion, certificate: AcmCertificate): CertificateDetail {
  const { arn, names, type, status, createdAt, issuedAt, details } = certificate;
  const isImported = type === 'IMPORTED';
  const InUseBy = world.certificates.uses.usersOf(arn);
  return {
    CertificateArn: arn,
    DomainName: names[0],
    SubjectAlternativeNames: [...names],
    ...(!isImported && {
      DomainValidationOptions: names.map((name) => validationOf(world.accountId, certificate, name)),
    }),
    Subject: `CN=${names[0]}`,
    Issuer: 'Amazon',
    CreatedAt: createdAt,
    ...(isImported ? { ImportedAt: issuedAt } : { IssuedAt: issuedAt }),
    Status: status,
    ...(!isImported && issuedAt && { NotBefore: issuedAt, NotAfter: new Date(issuedAt.getTime() + VALID_MS) }),
    KeyAlgorithm: isImported ? 'EC_prime256v1' : 'RSA_2048',
    InUseBy,
    Type: type,
    RenewalEligibility: !isImported && InUseBy.length > 0 ? 'ELIGIBLE' : 'INELIGIBLE',
    Options: { CertificateTransparencyLoggingPreference: isImported ? 'DISABLED' : 'ENABLED' },
    ...details,
  };
}

function validationOf(accountId: string, certificate: AcmCertificate, name: string): DomainValidation {
  const { method, status, hasRecords, validated } = certificate;
  return {
    DomainName: name,
    ValidationMethod: method,
    ...(method === 'EMAIL' && { ValidationDomain: baseOf(name) }),
    ...(method === 'DNS' && hasRecords && { ResourceRecord: recordFor(accountId, name) }),
    ValidationStatus: validated.has(name)
      ? 'SUCCESS'
      : status === 'PENDING_VALIDATION'
        ? 'PENDING_VALIDATION'
        : 'FAILED',
  };
}

export const listCertificates: AcmOperation<ListCertificatesRequest> = ({ parameters, state }) => {
  const { CertificateStatuses, MaxItems = 100, NextToken = '0' } = parameters;
  const wanted = [...state.certificates.values()].filter(({ status }) => CertificateStatuses?.includes(status) ?? true);
  const start = Number(NextToken);
  const end = start + MaxItems;
  return {
    CertificateSummaryList: wanted.slice(start, end).map((certificate) => summaryOf(detailOf(state, certificate))),
    ...(end < wanted.length && { NextToken: String(end) }),
  };
};

const summaryOf = ({ SubjectAlternativeNames, InUseBy = [], ...detail }: CertificateDetail): CertificateSummary => ({
  CertificateArn: detail.CertificateArn,
  DomainName: detail.DomainName,
  SubjectAlternativeNameSummaries: SubjectAlternativeNames,
  HasAdditionalSubjectAlternativeNames: false,
  Status: detail.Status,
  Type: detail.Type,
  KeyAlgorithm: detail.KeyAlgorithm,
  InUse: InUseBy.length > 0,
  RenewalEligibility: detail.RenewalEligibility,
  CreatedAt: detail.CreatedAt,
  IssuedAt: detail.IssuedAt,
  ImportedAt: detail.ImportedAt,
  NotBefore: detail.NotBefore,
  NotAfter: detail.NotAfter,
});

export const getCertificate: AcmOperation<GetCertificateRequest> = ({ parameters, state }) => {
  const certificate = certificateOf(state, parameters.CertificateArn);
  if (certificate.status !== 'ISSUED') {
    throw new AwsError(
      'RequestInProgressException',
      `The certificate request for ${certificate.arn} is not yet issued; its status is ${certificate.status}.`,
    );
  }
  const { authority } = state.world.certificates;
  const { cert } = state.world.certificates.pairOf(asKnown(certificate));
  return {
    Certificate: cert,
    ...(certificate.type === 'AMAZON_ISSUED' && { CertificateChain: authority.certificate }),
  };
};

export const deleteCertificate: AcmOperation<DeleteCertificateRequest> = ({ parameters, state }) => {
  const { arn } = certificateOf(state, parameters.CertificateArn);
  const { world, certificates } = state;
  if (world.certificates.uses.usersOf(arn).length > 0) {
    throw new AwsError('ResourceInUseException', `Certificate ${arn} in account ${world.accountId} is in use.`);
  }
  certificates.delete(arn);
  world.certificates.forget(arn);
  return {};
};
