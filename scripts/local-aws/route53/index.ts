/** Route 53: hosted zones, their records with the checks that moto lacks, and where names lead on this machine. */
import { TokenBucket } from '../bucket';
import { createService } from '../service/operation';
import { AwsError, notPlayed } from '../wire/errors';
import type { AwsService } from '../wire/messages';
import type { RestPath } from '../wire/rest';
import { restXmlFormat } from '../wire/rest-xml';
import type { LocalWorld } from '../world';
import { getChange } from './changes';
import * as zones from './hosted-zones';
import type { Route53Operation, Route53State } from './model';
import { changeResourceRecordSets, listResourceRecordSets } from './record-sets';
import { type ReachableName, reachableNames, resolve } from './resolve';
import { changeTagsForResource, listTagsForResource, listTagsForResources } from './tags';

const ZONES = '/2013-04-01/hostedzone';
const RECORDS = `${ZONES}/{Id}/rrset`;
const TAGS = '/2013-04-01/tags/{ResourceType}';

const TABLE: Readonly<Record<string, { at: RestPath; operation: Route53Operation }>> = {
  CreateHostedZone: { at: ['POST', ZONES], operation: zones.createHostedZone },
  GetHostedZone: { at: ['GET', `${ZONES}/{Id}`], operation: zones.getHostedZone },
  DeleteHostedZone: { at: ['DELETE', `${ZONES}/{Id}`], operation: zones.deleteHostedZone },
  ListHostedZones: { at: ['GET', ZONES], operation: zones.listHostedZones },
  ListHostedZonesByName: { at: ['GET', '/2013-04-01/hostedzonesbyname'], operation: zones.listHostedZonesByName },
  GetHostedZoneCount: { at: ['GET', '/2013-04-01/hostedzonecount'], operation: zones.getHostedZoneCount },
  ChangeResourceRecordSets: { at: ['POST', RECORDS], operation: changeResourceRecordSets },
  ListResourceRecordSets: { at: ['GET', RECORDS], operation: listResourceRecordSets },
  GetChange: { at: ['GET', '/2013-04-01/change/{Id}'], operation: getChange },
  ListTagsForResource: { at: ['GET', `${TAGS}/{ResourceId}`], operation: listTagsForResource },
  ListTagsForResources: { at: ['POST', TAGS], operation: listTagsForResources },
  ChangeTagsForResource: { at: ['POST', `${TAGS}/{ResourceId}`], operation: changeTagsForResource },
};

const PATHS = Object.fromEntries(Object.entries(TABLE).map(([name, { at }]) => [name, at]));

/** "Five requests per second per AWS account". */
const LIMIT = { size: 5, perSecond: 5 };

/** ACM looks names up by DNS, which is no request to the API. CloudFormation tries again by itself what is turned away. */
const UNLIMITED: ReadonlySet<string> = new Set(['acm', 'cloudformation']);

const limited =
  (operation: Route53Operation): Route53Operation =>
  (call) => {
    const { limit, world } = call.state;
    if (!UNLIMITED.has(call.request.caller ?? '')) {
      if (!limit.has(1, world.seconds())) throw new AwsError('Throttling', 'Rate exceeded');
      limit.take(1);
    }
    return operation(call);
  };

export interface Route53Service {
  service: AwsService;
  /** The names of public zones that lead to something on this machine. */
  names(): ReachableName[];
  /** Undefined if the name leads nowhere. */
  resolve(host: string): ReachableName | undefined;
}

export function createRoute53(world: LocalWorld): Route53Service {
  const state: Route53State = { world, zones: new Map(), changes: new Map(), limit: new TokenBucket(LIMIT) };
  return {
    service: createService({
      format: restXmlFormat(PATHS),
      operations: Object.fromEntries(Object.entries(TABLE).map(([name, { operation }]) => [name, limited(operation)])),
      createState: () => state,
      refuse: ({ method, url }) => notPlayed(`route53 ${method} ${url.pathname}`),
    }),
    names: () => reachableNames(state.zones.values(), world.names),
    resolve: (host) => resolve(host, [...state.zones.values()], world.names),
  };
}
