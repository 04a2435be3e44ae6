/** Certificates that ACM issues once their domains are validated. */
import { randomUUID } from 'node:crypto';
import type { RequestCertificateRequest } from '@aws-sdk/client-acm';
import { partitionOf } from '../../../handlers/template-language/region';
import { notPlayed } from '../wire/errors';
import { type AcmCertificate, type AcmOperation, type AcmRegion, validationException } from './model';
import { readNames } from './names';
import { readTags } from './tags';
import { validate } from './validation';

/** "If you call RequestCertificate multiple times with the same idempotency token within one hour, …" */
const TOKEN_MS = 3_600_000;

export const newArn = ({ region, world }: AcmRegion): string =>
  `arn:${partitionOf(region)}:acm:${region}:${world.accountId}:certificate/${randomUUID()}`;

export const requestCertificate: AcmOperation<RequestCertificateRequest> = ({ parameters, state }) => {
  const { DomainName, SubjectAlternativeNames, ValidationMethod = 'EMAIL', IdempotencyToken: token, Tags } = parameters;
  if (parameters.CertificateAuthorityArn !== undefined) throw notPlayed('A certificate of a private authority');
  if (ValidationMethod !== 'DNS' && ValidationMethod !== 'EMAIL') throw notPlayed(`Validation by ${ValidationMethod}`);
  if (token !== undefined && !/^\w{1,32}$/.test(token)) {
    throw validationException(
      `1 validation error detected: Value '${token}' at 'idempotencyToken' failed to satisfy constraint: Member must satisfy regular expression pattern: \\w+`,
    );
  }
  const names = readNames(DomainName, SubjectAlternativeNames);
  const tags = readTags(Tags);
  const { world, certificates } = state;
  const createdAt = world.now();
  const before = [...certificates.values()].find(
    (each) => token !== undefined && each.token === token && createdAt.getTime() - each.createdAt.getTime() < TOKEN_MS,
  );
  if (before !== undefined) return { CertificateArn: before.arn };
  const certificate: AcmCertificate = {
    arn: newArn(state),
    names,
    type: 'AMAZON_ISSUED',
    method: ValidationMethod,
    status: 'PENDING_VALIDATION',
    createdAt,
    hasRecords: false,
    validated: new Set(),
    tags,
    token,
  };
  certificates.set(certificate.arn, certificate);
  world.certificates.know({ arn: certificate.arn, names, isIssued: false });
  validate(state, certificate).catch((error: unknown) => {
    if (!world.signal.aborted) world.log(`acm: ${certificate.arn} is no longer validated: ${error}`);
  });
  return { CertificateArn: certificate.arn };
};
