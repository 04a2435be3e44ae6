/** A DistributionConfig of a template, as the API takes it: lists have quantities, and some members have other names. */
import { isObject, type Json, type JsonObject } from '../../../../../handlers/template-language/json';
import type { RestXmlObject, RestXmlValue } from '../../../wire/rest-xml';
import { ResourceError } from '../resource-type';
import { objects, texts } from '../shared/properties';

type Writer = (value: Json) => RestXmlObject;

const asIs = (...names: string[]): Record<string, Writer> =>
  Object.fromEntries(names.map((name) => [name, (value) => ({ [name]: scalar(value) })]));

const scalar = (value: Json): RestXmlValue =>
  typeof value === 'boolean' || typeof value === 'number' ? value : String(value);

const list = (item: string, items: readonly RestXmlValue[]): RestXmlObject => ({
  Quantity: items.length,
  Items: items.length > 0 ? { [item]: items } : undefined,
});

/** @throws ResourceError for a member that has no writer: the embedded AWS does not play it */
function write(value: Json | undefined, writers: Readonly<Record<string, Writer>>, path: string): RestXmlObject {
  const members = Object.entries(isObject(value) ? value : {}).map(([name, member]) => {
    const writer = writers[name];
    if (writer === undefined) throw new ResourceError(`${path}.${name} is not played by the embedded AWS`);
    return writer(member);
  });
  return Object.assign({}, ...members);
}

const CUSTOM_ORIGIN: Readonly<Record<string, Writer>> = {
  ...asIs('HTTPPort', 'HTTPSPort', 'OriginProtocolPolicy', 'OriginReadTimeout', 'OriginKeepaliveTimeout'),
  OriginSSLProtocols: (value) => ({ OriginSslProtocols: list('SslProtocol', texts(value)) }),
};

const ORIGIN: Readonly<Record<string, Writer>> = {
  ...asIs('Id', 'DomainName', 'OriginPath', 'ConnectionAttempts', 'ConnectionTimeout'),
  OriginCustomHeaders: (value) => ({
    CustomHeaders: list(
      'OriginCustomHeader',
      objects(value).map((header) => write(header, asIs('HeaderName', 'HeaderValue'), 'OriginCustomHeaders')),
    ),
  }),
  // The API needs both ports.
  CustomOriginConfig: (value) => ({
    CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, ...write(value, CUSTOM_ORIGIN, 'CustomOriginConfig') },
  }),
};

const BEHAVIOR: Readonly<Record<string, Writer>> = {
  ...asIs('TargetOriginId', 'ViewerProtocolPolicy', 'Compress', 'CachePolicyId', 'OriginRequestPolicyId'),
  AllowedMethods: (value) => ({ AllowedMethods: list('Method', texts(value)) }),
  CachedMethods: () => ({}),
};

const CERTIFICATE: Readonly<Record<string, Writer>> = {
  AcmCertificateArn: (value) => ({ ACMCertificateArn: scalar(value) }),
  SslSupportMethod: (value) => ({ SSLSupportMethod: scalar(value) }),
  ...asIs('MinimumProtocolVersion', 'CloudFrontDefaultCertificate'),
};

const CONFIG: Readonly<Record<string, Writer>> = {
  ...asIs('Comment', 'Enabled', 'HttpVersion', 'PriceClass', 'WebACLId'),
  IPV6Enabled: (value) => ({ IsIPV6Enabled: scalar(value) }),
  Aliases: (value) => ({ Aliases: list('CNAME', texts(value)) }),
  Origins: (value) => ({
    Origins: list(
      'Origin',
      objects(value).map((origin) => write(origin, ORIGIN, 'Origins')),
    ),
  }),
  DefaultCacheBehavior: (value) => ({ DefaultCacheBehavior: write(value, BEHAVIOR, 'DefaultCacheBehavior') }),
  CustomErrorResponses: (value) => ({
    CustomErrorResponses: list(
      'CustomErrorResponse',
      objects(value).map((each) => write(each, asIs('ErrorCode', 'ErrorCachingMinTTL'), 'CustomErrorResponses')),
    ),
  }),
  ViewerCertificate: (value) => ({ ViewerCertificate: write(value, CERTIFICATE, 'ViewerCertificate') }),
};

/**
 * @param callerReference the same for as long as the distribution lives
 * @throws ResourceError for what is not played
 */
export const configOf = ({ DistributionConfig }: JsonObject, callerReference: string): RestXmlObject => ({
  CallerReference: callerReference,
  Comment: '',
  ...write(DistributionConfig, CONFIG, 'DistributionConfig'),
});
