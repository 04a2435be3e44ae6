import { getAtt, join, split } from '../../template-language/intrinsics';
import { compact, type Json } from '../../template-language/json';
import { logicalId } from '../names';
import type { ServiceSpec } from '../spec';
import { gatewayAttribute } from './gateway';
import { type Resource, tagsOf } from './resource';

/** Managed policies of CloudFront: nothing is cached, and the service sees the whole request. */
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const ALL_VIEWER_AND_CLOUDFRONT_HEADERS_2022_06 = '33f36d7e-f396-46d9-90e0-52428a34d9dc';

/**
 * The errors whose caching CloudFront lets one set. It caches most of them for ten seconds, although nothing else is
 * cached and whatever Cache-Control says.
 */
const ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

const ORIGIN_ID = 'LoadBalancer';

/**
 * The distribution in front of the load balancer. It waits for the traffic, so that it does not point at a service without
 * tasks; `assemble` takes that out where the service itself waits for the distribution.
 */
export function distribution(spec: ServiceSpec): Resource | undefined {
  const { Distribution: given, entry } = spec;
  if (given === undefined || entry === undefined) return undefined;
  return {
    Type: 'AWS::CloudFront::Distribution',
    DependsOn: [logicalId(spec, 'Traffic')],
    Properties: compact({
      DistributionConfig: compact({
        Enabled: true,
        HttpVersion: 'http2and3',
        IPV6Enabled: true,
        PriceClass: given.PriceClass,
        ...(entry.by === 'host' && {
          Aliases: spec.Hosts,
          ViewerCertificate: compact({
            AcmCertificateArn: given.CertificateArn,
            SslSupportMethod: 'sni-only',
            MinimumProtocolVersion: 'TLSv1.2_2021',
          }),
        }),
        Origins: [
          compact({
            Id: ORIGIN_ID,
            DomainName: gatewayAttribute(spec, 'LoadBalancerDnsName'),
            OriginPath: entry.by === 'prefix' ? prefix(spec) : undefined,
            CustomOriginConfig: {
              OriginProtocolPolicy: 'http-only',
              HTTPPort: 80,
              OriginReadTimeout: 60,
              // The load balancer closes a connection after 60 seconds. A request must not meet that.
              OriginKeepaliveTimeout: 50,
            },
          }),
        ],
        DefaultCacheBehavior: {
          TargetOriginId: ORIGIN_ID,
          ViewerProtocolPolicy: 'redirect-to-https',
          AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
          CachePolicyId: CACHING_DISABLED,
          OriginRequestPolicyId: ALL_VIEWER_AND_CLOUDFRONT_HEADERS_2022_06,
        },
        CustomErrorResponses: ERRORS.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
      }),
      Tags: tagsOf(spec),
    }),
  };
}

/** The default path of the service without its last slash: the rule removes it again. It is in `http://<host>/<path>/`. */
const prefix = (spec: ServiceSpec): Json =>
  join('', ['/', { 'Fn::Select': [3, split('/', getAtt(logicalId(spec, 'Route'), 'Endpoint'))] }]);
