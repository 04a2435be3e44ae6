/** Certificates that somebody else has issued. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { ImportCertificateRequest } from '@aws-sdk/client-acm';
import { type AcmCertificate, type AcmOperation, asKnown, certificateOf, validationException } from './model';
import { newArn } from './request-certificate';
import { readTags } from './tags';

/** With `CertificateArn`, the certificate is imported again: its ARN, its tags and its uses stay. */
export const importCertificate: AcmOperation<ImportCertificateRequest> = ({ parameters, state }) => {
  const { CertificateArn, Tags } = parameters;
  const before = CertificateArn === undefined ? undefined : certificateOf(state, CertificateArn);
  if (before?.type === 'AMAZON_ISSUED') {
    throw validationException('The certificate with the specified ARN is not imported and cannot be reimported.');
  }
  if (before !== undefined && Tags !== undefined) {
    throw validationException('You cannot apply tags when reimporting a certificate.');
  }
  const { world, certificates } = state;
  const [cert, key, chain] = [parameters.Certificate, parameters.PrivateKey, parameters.CertificateChain].map(textOf);
  const x509 = readCertificate(cert ?? '', key ?? '');
  const now = world.now();
  const names = namesOf(x509);
  const certificate: AcmCertificate = {
    arn: before?.arn ?? newArn(state),
    names,
    type: 'IMPORTED',
    status: 'ISSUED',
    createdAt: before?.createdAt ?? now,
    issuedAt: now,
    hasRecords: false,
    validated: new Set(),
    pair: { cert: [cert, chain].join('\n'), key: key ?? '' },
    details: {
      Issuer: /CN=([^\n]*)/.exec(x509.issuer)?.[1],
      Subject: x509.subject.split('\n').reverse().join(','),
      Serial: x509.serialNumber.toLowerCase().match(/../g)?.join(':'),
      NotBefore: new Date(x509.validFrom),
      NotAfter: new Date(x509.validTo),
    },
    tags: before?.tags ?? readTags(Tags),
  };
  certificates.set(certificate.arn, certificate);
  world.certificates.know(asKnown(certificate));
  return { CertificateArn: certificate.arn };
};

/** A blob arrives in base64. */
const textOf = (blob: unknown): string => Buffer.from(String(blob ?? ''), 'base64').toString();

/** @throws AwsError ValidationException if it is no certificate in PEM, or the key is not its own */
function readCertificate(cert: string, key: string): X509Certificate {
  const x509 = orRefuse('The certificate is not valid: it could not be parsed.', () => new X509Certificate(cert));
  const privateKey = orRefuse('The private key is not supported: it could not be parsed.', () => createPrivateKey(key));
  if (!x509.checkPrivateKey(privateKey)) throw validationException('The private key does not match the certificate.');
  return x509;
}

function orRefuse<Value>(message: string, read: () => Value): Value {
  try {
    return read();
  } catch {
    throw validationException(message);
  }
}

function namesOf({ subjectAltName = '', subject }: X509Certificate): string[] {
  const common = /(?:^|\n)CN=([^\n]*)/.exec(subject)?.[1];
  const alternatives = subjectAltName.split(', ').flatMap((name) => /^DNS:(.*)/.exec(name)?.[1] ?? []);
  return [...new Set(alternatives.length > 0 ? alternatives : [common ?? ''])];
}
