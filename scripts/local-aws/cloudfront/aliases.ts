/** The names that a distribution has besides its own, and the certificate that they need. */
import { fits } from '../certificates/names';
import { AwsError, notPlayed } from '../wire/errors';
import { nodeAt, textAt, type XmlNode } from '../wire/xml-tree';
import { invalidArgument, itemsIn, onlyMembers } from './members';
import type { CloudFrontState } from './model';

const ALIAS = /^(\*\.)?([a-z\d_]([a-z\d_-]{0,61}[a-z\d])?\.)+[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/i;
/** "Alternate domain names (CNAMEs) per distribution". */
const MOST_ALIASES = 100;
const VERSIONS = new Set(
  'SSLv3 TLSv1 TLSv1_2016 TLSv1.1_2016 TLSv1.2_2018 TLSv1.2_2019 TLSv1.2_2021 TLSv1.2_2025 TLSv1.3_2025'.split(' '),
);

/**
 * @param id of the distribution; undefined: it is new
 * @throws AwsError CNAMEAlreadyExists, InvalidViewerCertificate, TooManyDistributionCNAMEs
 */
export function readAliases(
  config: XmlNode,
  state: CloudFrontState,
  id: string | undefined,
): { aliases: string[]; certificateArn?: string } {
  const aliases = itemsIn(config, 'Aliases').map(({ text }) => text.toLowerCase());
  const wrong = aliases.find((alias) => !ALIAS.test(alias));
  if (wrong !== undefined) throw invalidArgument(`The parameter CNAME contains an invalid domain name: ${wrong}`);
  if (aliases.length > MOST_ALIASES) {
    const message = 'Your request contains more CNAMEs than are allowed per distribution.';
    throw new AwsError('TooManyDistributionCNAMEs', message);
  }
  const others = [...state.distributions.values()].filter((each) => each.id !== id);
  if (others.some(({ settings }) => settings.aliases.some((alias) => aliases.includes(alias)))) {
    const message = 'One or more of the CNAMEs you provided are already associated with a different resource.';
    throw new AwsError('CNAMEAlreadyExists', message, 409);
  }
  return { aliases, certificateArn: readCertificate(nodeAt(config, 'ViewerCertificate'), aliases, state) };
}

const invalidCertificate = (message: string): AwsError => new AwsError('InvalidViewerCertificate', message);

function readCertificate(
  node: XmlNode | undefined,
  aliases: readonly string[],
  { world }: CloudFrontState,
): string | undefined {
  const arn = node && textAt(node, 'ACMCertificateArn');
  if (node === undefined || arn === undefined || textAt(node, 'CloudFrontDefaultCertificate') === 'true') {
    if (node !== undefined && textAt(node, 'IAMCertificateId')) throw notPlayed('A server certificate of IAM');
    if (aliases.length === 0) return undefined;
    throw invalidCertificate(
      'To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name.',
    );
  }
  // The last two are older names of the first.
  onlyMembers(node, [...PLAYED, 'Certificate', 'CertificateSource'], 'viewer certificate');
  if (textAt(node, 'SSLSupportMethod') === 'vip') throw notPlayed('SSLSupportMethod vip');
  if (textAt(node, 'SSLSupportMethod') !== 'sni-only') {
    throw invalidCertificate('The parameter SSLSupportMethod is required with a certificate.');
  }
  const version = textAt(node, 'MinimumProtocolVersion') ?? 'TLSv1';
  if (!VERSIONS.has(version)) {
    throw new AwsError('InvalidMinimumProtocolVersion', 'The minimum protocol version specified is not valid.');
  }
  const certificate = arn.split(':')[3] === 'us-east-1' ? world.certificates.find(arn) : undefined;
  if (!certificate?.isIssued) {
    throw invalidCertificate(
      "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.",
    );
  }
  const uncovered = aliases.find((alias) => !fits(certificate.names, alias));
  if (uncovered === undefined) return arn;
  throw invalidCertificate(
    `The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) that you're trying to add: ${uncovered}`,
  );
}

const PLAYED = ['ACMCertificateArn', 'SSLSupportMethod', 'MinimumProtocolVersion', 'CloudFrontDefaultCertificate'];
