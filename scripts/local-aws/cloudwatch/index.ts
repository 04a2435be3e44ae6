/** CloudWatch: metrics are counted and read here, and alarms judged. What alarms are, dashboards and insight rules are moto's. */
import { createService, type ServiceDefinition } from '../service/operation';
import { type AwsError, notPlayed } from '../wire/errors';
import type { AwsRequest, AwsService } from '../wire/messages';
import { protocolOf } from '../wire/protocol';
import type { LocalWorld } from '../world';
import { AlarmBook } from './alarm-book';
import {
  deleteAlarms,
  describeAlarmHistory,
  describeAlarms,
  describeAlarmsForMetric,
  disableAlarmActions,
  enableAlarmActions,
  putMetricAlarm,
  setAlarmState,
} from './alarm-operations';
import { cloudWatchJson, cloudWatchQuery } from './format';
import { getMetricData } from './get-metric-data';
import { getMetricStatistics } from './get-metric-statistics';
import { listMetrics } from './list-metrics';
import type { CloudWatchOperation, CloudWatchRegion } from './operation';
import { putMetricData } from './put-metric-data';

const OPERATIONS: Readonly<Record<string, CloudWatchOperation<never>>> = {
  DeleteAlarms: deleteAlarms,
  DescribeAlarmHistory: describeAlarmHistory,
  DescribeAlarms: describeAlarms,
  DescribeAlarmsForMetric: describeAlarmsForMetric,
  DisableAlarmActions: disableAlarmActions,
  EnableAlarmActions: enableAlarmActions,
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
  PutMetricAlarm: putMetricAlarm,
  PutMetricData: putMetricData,
  SetAlarmState: setAlarmState,
};

export function createCloudWatch(world: LocalWorld): AwsService {
  const regions = new Map<string, CloudWatchRegion>();
  const createState = (region: string): CloudWatchRegion => {
    const state = regions.get(region) ?? { world, region, alarms: new AlarmBook(world) };
    regions.set(region, state);
    return state;
  };
  const inFormat = (format: ServiceDefinition<never, CloudWatchRegion, object>['format']) =>
    createService({ operations: OPERATIONS, createState, refuse, format });
  const [json, query] = [inFormat(cloudWatchJson), inFormat(cloudWatchQuery)];
  return (request, forward) =>
    protocolOf(request) === 'query' && isPlayed(request) ? query(asJson(request), forward) : json(request, forward);
}

/** A composite alarm would never be judged. */
function refuse({ headers, operation }: AwsRequest): AwsError | undefined {
  if (operation === 'PutCompositeAlarm') return notPlayed('A composite alarm');
  const protocol = headers['smithy-protocol'];
  return protocol === undefined ? undefined : notPlayed(`The protocol ${protocol}`);
}

const isPlayed = ({ operation = '' }: AwsRequest): boolean => Object.hasOwn(OPERATIONS, operation);

/** A query whose questions to moto are awsJson, as those of the same operation in awsJson are. */
function asJson(request: AwsRequest): AwsRequest {
  const target = `GraniteServiceVersion20100801.${request.operation}`;
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
  return { ...request, headers: { ...request.headers, ...headers } };
}
