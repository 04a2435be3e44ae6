/** What CloudFront keeps. It is one for all Regions. */
import type { Operation } from '../service/operation';
import { AwsError } from '../wire/errors';
import type { AwsResponse } from '../wire/messages';
import { type RestXmlObject, type RestXmlParameters, restXmlResponse } from '../wire/rest-xml';
import type { XmlNode } from '../wire/xml-tree';
import type { LocalWorld } from '../world';
import type { DistributionServer } from './server/distribution-server';
import type { DistributionSettings } from './settings';

export interface Distribution {
  id: string;
  arn: string;
  /** With the port of this machine. */
  domainName: string;
  callerReference: string;
  /** Changes with each update. */
  etag: string;
  status: 'InProgress' | 'Deployed';
  modifiedAt: Date;
  /** As it was sent. */
  config: XmlNode;
  settings: DistributionSettings;
  /** Those that requests meet: the last ones that were deployed. */
  served?: DistributionSettings;
  tags: Map<string, string>;
  server: DistributionServer;
}

export interface CloudFrontQuotas {
  /** Per account. */
  distributions: number;
}

export interface CloudFrontState {
  world: LocalWorld;
  quotas: CloudFrontQuotas;
  distributions: Map<string, Distribution>;
  /** Gets a line for each distribution: how to reach it. */
  tell(line: string): void;
}

export type CloudFrontOperation = Operation<RestXmlParameters, CloudFrontState, AwsResponse>;

/** @throws AwsError NoSuchDistribution */
export function distributionOf({ distributions }: CloudFrontState, id = ''): Distribution {
  const found = distributions.get(id);
  if (found === undefined) throw new AwsError('NoSuchDistribution', 'The specified distribution does not exist.', 404);
  return found;
}

export const XMLNS = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';

export const answer = (
  status: number,
  name: string,
  content: RestXmlObject,
  headers: Record<string, string> = {},
): AwsResponse => restXmlResponse(status, { name, xmlns: XMLNS, content }, headers);
