/** The certificate authority of one embedded AWS. Whoever trusts it trusts the certificates of the played load balancers. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bits, integer, octets, oid, sequence, set, TRUE, tagged, time, utf8 } from './der';

export interface IssuedCertificate {
  /** PEM */
  key: string;
  cert: string;
}

const DAY_MS = 86_400_000;
/** In real time, because clients judge by their own clock. Browsers take no certificate that is valid for more than 398 days. */
const VALID_DAYS = 397;

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const EXTENSIONS = {
  subjectKey: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeNames: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKey: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
};
const SERVER_AUTHENTICATION = oid('1.3.6.1.5.5.7.3.1');

interface KeyPair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

const newKeyPair = (): KeyPair => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

export class CertificateAuthority {
  /** Its own certificate, PEM. */
  readonly certificate: string;
  readonly #name = nameOf(`cfn-express embedded AWS ${randomBytes(4).toString('hex')}`);
  readonly #own = newKeyPair();
  /** All load balancers share it: it is worth nothing. */
  readonly #servers = newKeyPair();

  constructor() {
    this.certificate = this.#signed(this.#name, this.#own.publicKey, [
      extension(EXTENSIONS.basicConstraints, sequence(TRUE), true),
      // keyCertSign and cRLSign (RFC 5280, 4.2.1.3)
      extension(EXTENSIONS.keyUsage, bits(Buffer.from([0b0000_0110]), 1), true),
    ]);
  }

  /** @param domainNames which may begin with `*.` */
  issue(domainNames: readonly string[]): IssuedCertificate {
    const names = domainNames.map((name) => tagged(2, false, Buffer.from(name)));
    const [first = ''] = domainNames;
    const cert = this.#signed(nameOf(first), this.#servers.publicKey, [
      extension(EXTENSIONS.basicConstraints, sequence(), true),
      // digitalSignature
      extension(EXTENSIONS.keyUsage, bits(Buffer.from([0b1000_0000]), 7), true),
      extension(EXTENSIONS.extendedKeyUsage, sequence(SERVER_AUTHENTICATION)),
      extension(EXTENSIONS.alternativeNames, sequence(...names)),
    ]);
    return { key: this.#servers.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
  }

  #signed(subject: Buffer, key: KeyObject, extensions: readonly Buffer[]): string {
    const begin = Date.now() - DAY_MS;
    const identifiers = [
      extension(EXTENSIONS.subjectKey, octets(keyId(key))),
      extension(EXTENSIONS.authorityKey, sequence(tagged(0, false, keyId(this.#own.publicKey)))),
    ];
    const content = sequence(
      tagged(0, true, integer(Buffer.from([2]))),
      integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
      ECDSA_WITH_SHA256,
      this.#name,
      sequence(time(new Date(begin)), time(new Date(begin + VALID_DAYS * DAY_MS))),
      subject,
      key.export({ type: 'spki', format: 'der' }),
      tagged(3, true, sequence(...extensions, ...identifiers)),
    );
    const signature = sign('sha256', content, this.#own.privateKey);
    return pem(sequence(content, ECDSA_WITH_SHA256, bits(signature)));
  }
}

/** A common name has 64 characters at most (RFC 5280, upper bounds). */
const nameOf = (commonName: string): Buffer => sequence(set(sequence(oid('2.5.4.3'), utf8(commonName.slice(0, 64)))));

const extension = (id: string, value: Buffer, critical = false): Buffer =>
  sequence(oid(id), ...(critical ? [TRUE] : []), octets(value));

const keyId = (key: KeyObject): Buffer =>
  createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
