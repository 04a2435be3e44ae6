/** Reads the origin of a distribution: one that is reached over HTTP, as load balancers are. */
import { AwsError, notPlayed } from '../wire/errors';
import { nodeAt, textAt, type XmlNode } from '../wire/xml-tree';
import { choiceIn, invalidArgument, itemsIn, onlyMembers, secondsIn } from './members';
import type { OriginSettings } from './settings';

const PLAYED = [
  'Id',
  'DomainName',
  'OriginPath',
  'CustomHeaders',
  'CustomOriginConfig',
  'ConnectionAttempts',
  'ConnectionTimeout',
];
const HOST = /^(?=.{1,253}$)([a-z\d_]([a-z\d_-]{0,61}[a-z\d])?\.)+[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/i;

/** @throws AwsError */
export function readOrigin(node: XmlNode): OriginSettings {
  onlyMembers(node, PLAYED, 'origin');
  const custom = nodeAt(node, 'CustomOriginConfig');
  if (custom === undefined) throw notPlayed('An origin without CustomOriginConfig');
  const domainName = textAt(node, 'DomainName') ?? '';
  if (domainName.includes(':')) throw invalidArgument('The parameter origin name cannot contain a colon.');
  if (!HOST.test(domainName) || /^[\d.]+$/.test(domainName)) {
    throw invalidArgument('The parameter origin name must be a domain name.');
  }
  const path = textAt(node, 'OriginPath') ?? '';
  if (path !== '' && (!path.startsWith('/') || path.endsWith('/'))) {
    throw invalidArgument("The parameter OriginPath must begin with '/' and cannot end with '/'.");
  }
  const policy = choiceIn(custom, 'OriginProtocolPolicy', ['http-only', 'https-only', 'match-viewer']);
  if (policy !== 'http-only') throw notPlayed(`OriginProtocolPolicy ${policy}`);
  return {
    domainName: domainName.toLowerCase(),
    path,
    port: portIn(custom, 'HTTPPort'),
    readSeconds: secondsIn(
      custom,
      'OriginReadTimeout',
      30,
      'InvalidOriginReadTimeout',
      'The read timeout specified for the origin is not valid.',
    ),
    keepAliveSeconds: secondsIn(
      custom,
      'OriginKeepaliveTimeout',
      5,
      'InvalidOriginKeepaliveTimeout',
      'The keep alive timeout specified for the origin is not valid.',
    ),
    headers: itemsIn(node, 'CustomHeaders').map(readHeader),
  };
}

/** "HTTP port: 80, 443, or 1024 to 65535". */
function portIn(node: XmlNode, name: string): number {
  const port = Number(textAt(node, name));
  const isOne = Number.isInteger(port) && (port === 80 || port === 443 || (port >= 1024 && port <= 65_535));
  if (!isOne) throw invalidArgument(`The parameter ${name} must be 80, 443, or from 1024 to 65535.`);
  return port;
}

/** "Custom headers that CloudFront can't add to origin requests". */
const OWN_HEADERS =
  /^(cache-control|connection|content-length|cookie|host|if-.*|max-forwards|pragma|proxy-.*|range|request-range|te|trailer|transfer-encoding|upgrade|via|x-amz-.*|x-edge-.*|x-real-ip)$/i;

function readHeader(node: XmlNode): readonly [string, string] {
  const [name = '', value = ''] = ['HeaderName', 'HeaderValue'].map((member) => textAt(node, member));
  if (!/^[\w!#$%&'*+.^`|~-]{1,256}$/.test(name) || OWN_HEADERS.test(name)) {
    throw new AwsError('InvalidArgument', `The parameter HeaderName '${name}' is not allowed.`);
  }
  return [name, value];
}
