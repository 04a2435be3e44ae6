/** Reads the configuration of a distribution, as strict as CloudFront. */
import { AwsError, notPlayed } from '../wire/errors';
import { nodeAt, textAt, type XmlNode } from '../wire/xml-tree';
import { choiceIn, invalidArgument, itemsIn, onlyMembers } from './members';
import { checkCachePolicy, originRequestPolicyOf } from './policies';
import { readOrigin } from './read-origin';
import type { DistributionSettings, OriginSettings } from './settings';

const PLAYED = [
  'CallerReference',
  'Aliases',
  'Origins',
  'DefaultCacheBehavior',
  'CustomErrorResponses',
  'Comment',
  'PriceClass',
  'Enabled',
  'ViewerCertificate',
  'WebACLId',
  'HttpVersion',
  'IsIPV6Enabled',
];
const PLAYED_IN_BEHAVIOR = [
  'TargetOriginId',
  'ViewerProtocolPolicy',
  'AllowedMethods',
  'Compress',
  'CachePolicyId',
  'OriginRequestPolicyId',
];
const METHODS = ['GET,HEAD', 'GET,HEAD,OPTIONS', 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'];
const ERROR_CODES = new Set([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]);
const WEB_ACL = /^(arn:[\w-]+:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\da-f-]{36}|[\da-f-]{36})$/;
const MOST_CHARACTERS_OF_COMMENT = 128;

/** @throws AwsError in CloudFront's words; NotImplemented for what is not played */
export function readConfig(config: XmlNode): Omit<DistributionSettings, 'certificateArn' | 'aliases'> {
  onlyMembers(config, PLAYED, 'distribution');
  const comment = textAt(config, 'Comment');
  if (comment === undefined) throw invalidArgument('The parameter Comment is required.');
  if (comment.length > MOST_CHARACTERS_OF_COMMENT) throw invalidArgument('The parameter Comment is too long.');
  const webAcl = textAt(config, 'WebACLId') ?? '';
  if (webAcl !== '' && !WEB_ACL.test(webAcl)) {
    throw new AwsError('InvalidWebACLId', 'Web ACL is not accessible by the requester.');
  }
  const origins = itemsIn(config, 'Origins').map((node) => ({ id: textAt(node, 'Id'), origin: readOrigin(node) }));
  if (origins.length === 0) throw invalidArgument('The parameter Origins must have at least one origin.');
  const behavior = nodeAt(config, 'DefaultCacheBehavior');
  if (behavior === undefined) throw invalidArgument('The parameter DefaultCacheBehavior is required.');
  const target = origins.find(({ id }) => id === textAt(behavior, 'TargetOriginId'));
  if (target === undefined) {
    throw new AwsError('NoSuchOrigin', 'One or more of your origins or origin groups do not exist.', 404);
  }
  if (origins.length > 1) throw notPlayed('A second origin');
  return {
    enabled: choiceIn(config, 'Enabled', ['true', 'false']) === 'true',
    errorSeconds: errorSecondsIn(config),
    ...readBehavior(behavior, target.origin),
  };
}

function readBehavior(node: XmlNode, origin: OriginSettings) {
  onlyMembers(node, PLAYED_IN_BEHAVIOR, 'cache behavior');
  checkCachePolicy(textAt(node, 'CachePolicyId'));
  const policy = originRequestPolicyOf(textAt(node, 'OriginRequestPolicyId'));
  const named = itemsIn(node, 'AllowedMethods').map(({ text }) => text);
  const methods = named.length > 0 ? named : ['GET', 'HEAD'];
  if (!METHODS.includes([...methods].sort().join())) {
    throw invalidArgument(`The parameter AllowedMethods must be one of ${METHODS.join(' | ')}.`);
  }
  const viewerProtocol = choiceIn(node, 'ViewerProtocolPolicy', ['allow-all', 'https-only', 'redirect-to-https']);
  return { origin, viewerProtocol, methods: new Set(methods), ...policy };
}

function errorSecondsIn(config: XmlNode): Map<number, number> {
  const pairs = itemsIn(config, 'CustomErrorResponses').map((node): [number, number] => {
    onlyMembers(node, ['ErrorCode', 'ErrorCachingMinTTL'], 'custom error response');
    const code = Number(textAt(node, 'ErrorCode'));
    if (!ERROR_CODES.has(code)) throw new AwsError('InvalidErrorCode', 'An invalid error code was specified.');
    return [code, Number(textAt(node, 'ErrorCachingMinTTL') ?? 10)];
  });
  const codes = new Map(pairs);
  if (codes.size < pairs.length) throw invalidArgument('The parameter CustomErrorResponses names an ErrorCode twice.');
  return codes;
}
