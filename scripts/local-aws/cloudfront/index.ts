/** CloudFront: distributions in front of load balancers, without caching. */
import { createQueue } from '../queue';
import { createService, inTurn } from '../service/operation';
import { notPlayed } from '../wire/errors';
import type { AwsResponse, AwsService } from '../wire/messages';
import type { RestPath } from '../wire/rest';
import { type RestXmlParameters, restXmlFormat } from '../wire/rest-xml';
import type { LocalWorld } from '../world';
import * as distributions from './distributions';
import type { CloudFrontOperation, CloudFrontQuotas, CloudFrontState } from './model';
import { changeTags, listTagsForResource } from './tags';

const DISTRIBUTIONS = '/2020-05-31/distribution';
const ONE = `${DISTRIBUTIONS}/{Id}`;

const TABLE: Readonly<Record<string, { at: RestPath; operation: CloudFrontOperation }>> = {
  CreateDistribution: { at: ['POST', DISTRIBUTIONS], operation: distributions.createDistribution },
  ListDistributions: { at: ['GET', DISTRIBUTIONS], operation: distributions.listDistributions },
  GetDistribution: { at: ['GET', ONE], operation: distributions.getDistribution },
  GetDistributionConfig: { at: ['GET', `${ONE}/config`], operation: distributions.getDistributionConfig },
  UpdateDistribution: { at: ['PUT', `${ONE}/config`], operation: distributions.updateDistribution },
  DeleteDistribution: { at: ['DELETE', ONE], operation: distributions.deleteDistribution },
  ListTagsForResource: { at: ['GET', '/2020-05-31/tagging'], operation: listTagsForResource },
  TagResource: { at: ['POST', '/2020-05-31/tagging'], operation: changeTags },
};

const OPERATIONS: Readonly<Record<string, CloudFrontOperation>> = Object.fromEntries(
  Object.entries(TABLE).map(([name, { operation }]) => [name, operation]),
);

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const QUOTAS: CloudFrontQuotas = { distributions: 500 };

/** @param tell gets a line for each distribution: how to reach it */
export function createCloudFront(
  world: LocalWorld,
  tell: (line: string) => void,
  quotas: Partial<CloudFrontQuotas> = {},
): AwsService {
  const state: CloudFrontState = { world, quotas: { ...QUOTAS, ...quotas }, distributions: new Map(), tell };
  world.signal.addEventListener('abort', () => {
    for (const { server } of state.distributions.values()) server.close();
  });
  return createService({
    format: restXmlFormat(Object.fromEntries(Object.entries(TABLE).map(([name, { at }]) => [name, at]))),
    // What a change is checked against still holds when it is made.
    operations: inTurn<RestXmlParameters, CloudFrontState, AwsResponse>(createQueue(), OPERATIONS),
    createState: () => state,
    refuse: ({ method, url }) => notPlayed(`cloudfront ${method} ${url.pathname}`),
  });
}
