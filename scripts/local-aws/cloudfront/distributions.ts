/** The operations on distributions. */
import { randomBytes } from 'node:crypto';
import { AwsError } from '../wire/errors';
import type { AwsResponse } from '../wire/messages';
import { contentIn, type RestXmlObject } from '../wire/rest-xml';
import { nodeAt, textAt, writeXml, type XmlNode } from '../wire/xml-tree';
import { readAliases } from './aliases';
import { deploy, openDistribution } from './deployment';
import { invalidArgument } from './members';
import { answer, type CloudFrontOperation, type CloudFrontState, type Distribution, distributionOf } from './model';
import { readConfig } from './read-config';
import type { DistributionSettings } from './settings';
import { readTags } from './tags';

const PAGE = 100;

/** CreateDistribution, and CreateDistributionWithTags at the same path. */
export const createDistribution: CloudFrontOperation = async ({ parameters, state }) => {
  const body = parameters.body();
  const config = nodeAt(body, 'DistributionConfig') ?? body;
  const callerReference = textAt(config, 'CallerReference') ?? '';
  if (callerReference === '') throw invalidArgument('The parameter CallerReference is required.');
  const same = [...state.distributions.values()].find((each) => each.callerReference === callerReference);
  if (same !== undefined) {
    if (writeXml(same.config) === writeXml(config)) return described(201, same);
    throw new AwsError(
      'DistributionAlreadyExists',
      `The caller reference that you are using to create a distribution is associated with another distribution. Already exists: ${same.id}`,
      409,
    );
  }
  const settings = settingsIn(config, state);
  const tags = readTags(body);
  if (state.distributions.size >= state.quotas.distributions) {
    const message = 'Processing your request would cause you to exceed the maximum number of distributions allowed.';
    throw new AwsError('TooManyDistributions', message);
  }
  const id = `E${randomBytes(8).toString('hex').toUpperCase().slice(0, 13)}`;
  const distribution = await openDistribution(state, { id, callerReference, config, settings, tags, etag: newEtag() });
  return described(201, distribution);
};

const settingsIn = (config: XmlNode, state: CloudFrontState, id?: string): DistributionSettings => ({
  ...readConfig(config),
  ...readAliases(config, state, id),
});

const newEtag = (): string => `E${randomBytes(7).toString('hex').toUpperCase().slice(0, 13)}`;

export const updateDistribution: CloudFrontOperation = ({ parameters, state, request }) => {
  const distribution = distributionOf(state, parameters.path.Id);
  checkVersion(distribution, request.headers['if-match']);
  const config = parameters.body();
  if (textAt(config, 'CallerReference') !== distribution.callerReference) {
    throw new AwsError('IllegalUpdate', 'The update contains modifications that are not allowed: CallerReference.');
  }
  const settings = settingsIn(config, state, distribution.id);
  Object.assign(distribution, { config, settings, etag: newEtag(), modifiedAt: state.world.now() });
  deploy(state, distribution);
  return described(200, distribution);
};

export const deleteDistribution: CloudFrontOperation = ({ parameters, state, request }) => {
  const distribution = distributionOf(state, parameters.path.Id);
  checkVersion(distribution, request.headers['if-match']);
  const { id, arn, settings, status, server } = distribution;
  if (settings.enabled || status !== 'Deployed') {
    const message = 'The distribution you are trying to delete has not been disabled.';
    throw new AwsError('DistributionNotDisabled', message, 409);
  }
  state.distributions.delete(id);
  state.world.certificates.uses.set(arn, []);
  server.close();
  return { status: 204, headers: {}, body: '' };
};

function checkVersion({ etag }: Distribution, version: string | undefined): void {
  if (version === undefined) {
    const message = 'The If-Match version is missing or not valid for the resource.';
    throw new AwsError('InvalidIfMatchVersion', message);
  }
  if (version === etag) return;
  const message = "The request failed because it didn't meet the preconditions in one or more request-header fields.";
  throw new AwsError('PreconditionFailed', message, 412);
}

export const getDistribution: CloudFrontOperation = ({ parameters, state }) =>
  described(200, distributionOf(state, parameters.path.Id));

export const getDistributionConfig: CloudFrontOperation = ({ parameters, state }) => {
  const { config, etag } = distributionOf(state, parameters.path.Id);
  return answer(200, 'DistributionConfig', contentIn(config) as RestXmlObject, { etag });
};

export const listDistributions: CloudFrontOperation = ({ parameters, state }) => {
  const { query } = parameters;
  const MaxItems = Number(query.get('MaxItems') ?? PAGE);
  const marker = query.get('Marker') ?? '';
  const from = [...state.distributions.values()].filter(({ id }) => id > marker).sort((a, b) => (a.id < b.id ? -1 : 1));
  const page = from.slice(0, MaxItems);
  const isTruncated = from.length > page.length;
  return answer(200, 'DistributionList', {
    Marker: marker,
    NextMarker: isTruncated ? page.at(-1)?.id : undefined,
    MaxItems,
    IsTruncated: isTruncated,
    Quantity: page.length,
    Items: page.length > 0 ? { DistributionSummary: page.map(summaryOf) } : undefined,
  });
};

const headOf = ({ id, arn, status, modifiedAt, domainName }: Distribution): RestXmlObject => ({
  Id: id,
  ARN: arn,
  Status: status,
  LastModifiedTime: modifiedAt,
  DomainName: domainName,
});

function summaryOf(distribution: Distribution): RestXmlObject {
  const { CallerReference: _, ...config } = contentIn(distribution.config) as RestXmlObject;
  return { ...headOf(distribution), ...config };
}

const described = (status: number, distribution: Distribution): AwsResponse =>
  answer(
    status,
    'Distribution',
    {
      ...headOf(distribution),
      InProgressInvalidationBatches: 0,
      ActiveTrustedSigners: { Enabled: false, Quantity: 0 },
      ActiveTrustedKeyGroups: { Enabled: false, Quantity: 0 },
      DistributionConfig: contentIn(distribution.config),
    },
    {
      etag: distribution.etag,
      location: `https://cloudfront.amazonaws.com/2020-05-31/distribution/${distribution.id}`,
    },
  );
