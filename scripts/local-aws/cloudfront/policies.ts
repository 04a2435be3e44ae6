/**
 * AWS's managed policies:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html and
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
 */
import { AwsError, notPlayed } from '../wire/errors';

const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

const OTHER_CACHE_POLICIES: ReadonlyMap<string, string> = new Map([
  ['2e54312d-136d-493c-8eb9-b001f22f67d2', 'Amplify'],
  ['658327ea-f89d-4fab-a63d-7e88639e58f6', 'CachingOptimized'],
  ['b2884449-e4de-46a7-ac36-70bc7f1ddd6d', 'CachingOptimizedForUncompressedObjects'],
  ['08627262-05a9-4f76-9ded-b50ca2e3a84f', 'Elemental-MediaPackage'],
  ['83da9c7e-98b4-4e11-a168-04f0df8e2c65', 'UseOriginCacheControlHeaders'],
  ['4cc15a8a-d715-48a4-82b8-cc0b614638fe', 'UseOriginCacheControlHeaders-QueryStrings'],
]);

export interface OriginRequestPolicy {
  host: 'viewer' | 'origin';
  hasCloudFrontHeaders: boolean;
}

const ORIGIN_REQUEST_POLICIES: ReadonlyMap<string, OriginRequestPolicy> = new Map([
  // AllViewer
  ['216adef6-5c7f-47e4-b989-5492eafa07d3', { host: 'viewer', hasCloudFrontHeaders: false }],
  // AllViewerAndCloudFrontHeaders-2022-06
  ['33f36d7e-f396-46d9-90e0-52428a34d9dc', { host: 'viewer', hasCloudFrontHeaders: true }],
  // AllViewerExceptHostHeader
  ['b689b0a8-53d0-40ab-baf2-68738e2966ac', { host: 'origin', hasCloudFrontHeaders: false }],
]);

const OTHER_ORIGIN_REQUEST_POLICIES: ReadonlyMap<string, string> = new Map([
  ['59781a5b-3903-41f3-afcb-af62929ccde1', 'CORS-CustomOrigin'],
  ['88a5eaf4-2fd4-4709-b370-b4c650ea3fcf', 'CORS-S3Origin'],
  ['775133bc-15f2-49f9-abea-afb2e0bf67d2', 'Elemental-MediaTailor-PersonalizedManifests'],
  ['bf0718e1-ba1e-49d1-88b1-f726733018ae', 'HostHeaderOnly'],
  ['acba4595-bd28-49b8-b9fe-13317c0390fa', 'UserAgentRefererHeaders'],
]);

/** @throws AwsError NoSuchCachePolicy; NotImplemented for one that caches */
export function checkCachePolicy(id: string | undefined): void {
  if (id === undefined) throw notPlayed('A cache behavior without CachePolicyId');
  if (id === CACHING_DISABLED) return;
  const name = OTHER_CACHE_POLICIES.get(id);
  if (name !== undefined) throw notPlayed(`The cache policy ${name}`);
  throw new AwsError('NoSuchCachePolicy', 'The cache policy does not exist.', 404);
}

/** @throws AwsError NoSuchOriginRequestPolicy; NotImplemented for one that drops parts of requests */
export function originRequestPolicyOf(id: string | undefined): OriginRequestPolicy {
  if (id === undefined) throw notPlayed('A cache behavior without OriginRequestPolicyId');
  const found = ORIGIN_REQUEST_POLICIES.get(id);
  if (found !== undefined) return found;
  const name = OTHER_ORIGIN_REQUEST_POLICIES.get(id);
  if (name !== undefined) throw notPlayed(`The origin request policy ${name}`);
  throw new AwsError('NoSuchOriginRequestPolicy', 'The origin request policy does not exist.', 404);
}
