/** The certificates of one embedded AWS: ACM says which there are, and those who serve over TLS say which they use. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { CertificateAuthority, type IssuedCertificate } from './authority';
import { fits } from './names';
import { CertificateUses } from './uses';

/** A certificate as those who serve with it see it. */
export interface KnownCertificate {
  arn: string;
  /** They may begin with `*.`. */
  names: readonly string[];
  /** Only an issued one can be used. */
  isIssued: boolean;
  /** Of an imported one; others are made when they are first needed. */
  pair?: IssuedCertificate;
}

export class Certificates {
  readonly uses: CertificateUses;
  readonly #makeFolder: (name: string) => string;
  readonly #signal: AbortSignal;
  readonly #tell: (line: string) => void;
  readonly #known = new Map<string, KnownCertificate>();
  readonly #contexts = new Map<string, SecureContext>();
  #founded: { authority: CertificateAuthority; file: string } | undefined;

  /**
   * @param makeFolder for the authority's file
   * @param signal removes the authority's file
   * @param seconds of AWS time
   * @param tell gets a line when the authority is made: where its file is
   */
  constructor(
    makeFolder: (name: string) => string,
    signal: AbortSignal,
    seconds: () => number,
    tell: (line: string) => void,
  ) {
    this.#makeFolder = makeFolder;
    this.#signal = signal;
    this.uses = new CertificateUses(seconds);
    this.#tell = tell;
  }

  /** Says that there is a certificate, or that it is another one now. */
  know(certificate: KnownCertificate): void {
    this.#known.set(certificate.arn, certificate);
    this.#contexts.delete(certificate.arn);
  }

  forget(arn: string): void {
    this.#known.delete(arn);
    this.#contexts.delete(arn);
  }

  find(arn: string): KnownCertificate | undefined {
    return this.#known.get(arn);
  }

  /** The pair of a certificate, signed by the authority unless it was imported. */
  pairOf({ pair, names }: KnownCertificate): IssuedCertificate {
    return pair ?? this.authority.issue(names);
  }

  /** Made when first asked for. */
  get authority(): CertificateAuthority {
    return this.#found().authority;
  }

  /** The path of the authority's certificate, in PEM, for clients that are to trust it. */
  get authorityFile(): string {
    return this.#found().file;
  }

  /**
   * With what to answer a client over TLS: the certificate that has the host itself, otherwise one with a wildcard for it. Without
   * one, or if the client names no host, the first.
   * @throws Error if there is no such certificate
   */
  contextFor([first = '', ...others]: readonly string[], hostName?: string): SecureContext {
    const all = [first, ...others].flatMap((arn) => this.find(arn) ?? []);
    const fitting = hostName === undefined ? [] : all.filter(({ names }) => fits(names, hostName));
    const exact = fitting.find(({ names }) => names.some((name) => name.toLowerCase() === hostName?.toLowerCase()));
    return this.#contextOf((exact ?? fitting[0])?.arn ?? first);
  }

  #contextOf(arn: string): SecureContext {
    const kept = this.#contexts.get(arn);
    if (kept !== undefined) return kept;
    const certificate = this.find(arn);
    if (certificate === undefined) throw new Error(`There is no certificate ${arn}`);
    const made = createSecureContext(this.pairOf(certificate));
    this.#contexts.set(arn, made);
    return made;
  }

  #found(): { authority: CertificateAuthority; file: string } {
    if (this.#founded !== undefined) return this.#founded;
    const authority = new CertificateAuthority();
    const folder = this.#makeFolder('ca');
    const file = join(folder, 'ca.pem');
    writeFileSync(file, authority.certificate);
    const remove = () => rmSync(folder, { recursive: true, force: true });
    if (this.#signal.aborted) remove();
    else this.#signal.addEventListener('abort', remove);
    this.#tell(`Certificates are signed by ${file}: curl --cacert ${file}, or NODE_EXTRA_CA_CERTS=${file}`);
    this.#founded = { authority, file };
    return this.#founded;
  }
}
