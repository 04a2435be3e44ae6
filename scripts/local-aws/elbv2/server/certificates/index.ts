/** The certificates with which load balancers answer over TLS. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import {
  DescribeListenerCertificatesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { createSdkClients, type SdkClients } from '../../../service/clients';
import type { LocalWorld } from '../../../world';
import { regionOf } from '../../arns';
import type { ListenerView } from '../../routing/view';
import { CertificateAuthority } from './authority';

interface KnownCertificate {
  names: readonly string[];
  context: SecureContext;
}

export class Certificates {
  readonly #world: LocalWorld;
  readonly authority = new CertificateAuthority();
  readonly #clients = new Map<string, SdkClients>();
  /** By the ARN of the certificate. */
  readonly #known = new Map<string, Promise<KnownCertificate>>();
  /** The certificate of the authority, in PEM, for clients that are to trust it. */
  readonly file: string;

  constructor(world: LocalWorld) {
    this.#world = world;
    const folder = mkdtempSync(join(tmpdir(), 'cfn-express-ca-'));
    this.file = join(folder, 'ca.pem');
    writeFileSync(this.file, this.authority.certificate);
    const remove = () => rmSync(folder, { recursive: true, force: true });
    if (world.signal.aborted) remove();
    else world.signal.addEventListener('abort', remove);
  }

  /**
   * The certificate for a client that asks for that host name: the first that has it; otherwise, or without a name, the default one.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
   * @throws Error of ACM if the certificate is not there
   */
  async contextFor(listener: ListenerView, hostName?: string): Promise<SecureContext> {
    const [first = ''] = listener.certificates;
    const defaultOne = await this.#certificate(first);
    if (hostName === undefined || fits(defaultOne, hostName)) return defaultOne.context;
    for (const arn of await this.#others(listener)) {
      const other = await this.#certificate(arn);
      if (fits(other, hostName)) return other.context;
    }
    return defaultOne.context;
  }

  /** Those that AddListenerCertificates added. */
  async #others({ arn }: ListenerView): Promise<string[]> {
    const elb = this.#clientsOf(regionOf(arn))(ElasticLoadBalancingV2Client);
    const { Certificates: all = [] } = await elb.send(new DescribeListenerCertificatesCommand({ ListenerArn: arn }));
    return all.filter(({ IsDefault }) => !IsDefault).map(({ CertificateArn }) => CertificateArn ?? '');
  }

  #certificate(arn: string): Promise<KnownCertificate> {
    const found = this.#known.get(arn);
    if (found !== undefined) return found;
    const made = this.#make(arn);
    this.#known.set(arn, made);
    made.catch(() => this.#known.delete(arn));
    return made;
  }

  /** Only the names are the certificate's own: its private key is known to ACM alone. */
  async #make(CertificateArn: string): Promise<KnownCertificate> {
    const acm = this.#clientsOf(regionOf(CertificateArn))(ACMClient);
    const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn }));
    const { DomainName = '', SubjectAlternativeNames = [] } = Certificate ?? {};
    const names = [...new Set([DomainName, ...SubjectAlternativeNames])];
    return { names, context: createSecureContext(this.authority.issue(names)) };
  }

  #clientsOf(region: string): SdkClients {
    const found = this.#clients.get(region) ?? createSdkClients(this.#world, region, 'elasticloadbalancing');
    this.#clients.set(region, found);
    return found;
  }
}

/** A `*` stands for one label, the leftmost (RFC 6125, 6.4.3). */
function fits({ names }: KnownCertificate, hostName: string): boolean {
  const lower = hostName.toLowerCase();
  return names.some((name) => name.toLowerCase() === lower || name.toLowerCase() === lower.replace(/^[^.]+/, '*'));
}
