/** CloudWatch: metrics are counted and read here. Dashboards and insight rules are moto's. */
import { createService, type ServiceDefinition } from '../service/operation';
import { notPlayed } from '../wire/errors';
import type { AwsRequest, AwsService } from '../wire/messages';
import { protocolOf } from '../wire/protocol';
import type { LocalWorld } from '../world';
import { cloudWatchJson, cloudWatchQuery } from './format';
import { getMetricData } from './get-metric-data';
import { getMetricStatistics } from './get-metric-statistics';
import { listMetrics } from './list-metrics';
import type { CloudWatchOperation, CloudWatchRegion } from './operation';
import { putMetricData } from './put-metric-data';

const OPERATIONS: Readonly<Record<string, CloudWatchOperation<never>>> = {
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
  PutMetricData: putMetricData,
};

export function createCloudWatch(world: LocalWorld): AwsService {
  const regions = new Map<string, CloudWatchRegion>();
  const createState = (region: string): CloudWatchRegion => {
    const state = regions.get(region) ?? { world, region };
    regions.set(region, state);
    return state;
  };
  const refuse = ({ headers }: AwsRequest) =>
    headers['smithy-protocol'] === undefined ? undefined : notPlayed(`The protocol ${headers['smithy-protocol']}`);
  const inFormat = (format: ServiceDefinition<never, CloudWatchRegion, object>['format']) =>
    createService({ operations: OPERATIONS, createState, refuse, format });
  const [json, query] = [inFormat(cloudWatchJson), inFormat(cloudWatchQuery)];
  return (request, forward) => (protocolOf(request) === 'query' ? query : json)(request, forward);
}
