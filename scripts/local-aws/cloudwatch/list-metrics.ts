/** ListMetrics. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
import type { DimensionFilter, ListMetricsInput } from '@aws-sdk/client-cloudwatch';
import type { MetricKey } from '../metrics';
import { AwsError } from '../wire/errors';
import { dimensionList } from './dimensions';
import type { CloudWatchOperation } from './operation';

const PAGE = 500;
const RECENT_MS = 3 * 3600_000;

/** Metrics of all units, each once. @throws AwsError InvalidParameterValue */
export const listMetrics: CloudWatchOperation<ListMetricsInput> = ({ parameters, region, state: { world } }) => {
  const { NextToken, RecentlyActive } = parameters;
  const since = RecentlyActive === undefined ? Number.NEGATIVE_INFINITY : world.now().getTime() - RECENT_MS;
  const found = world.metrics.in(region).filter(({ key, newest }) => matches(key, parameters) && newest >= since);
  const metrics = new Map(
    found.map(({ key: { namespace, name, dimensions } }) => {
      const metric = { Namespace: namespace, MetricName: name, Dimensions: dimensionList(dimensions) };
      return [JSON.stringify(metric), metric] as const;
    }),
  );
  const from = Number(NextToken ?? 0);
  if (!(from >= 0)) throw new AwsError('InvalidParameterValue', 'Request parameter NextToken is invalid');
  const Metrics = [...metrics.values()].slice(from, from + PAGE);
  return { Metrics, NextToken: metrics.size > from + PAGE ? String(from + PAGE) : undefined };
};

function matches({ namespace, name, dimensions }: MetricKey, parameters: ListMetricsInput): boolean {
  const { Namespace, MetricName, Dimensions = [] } = parameters;
  const has = ({ Name = '', Value }: DimensionFilter) =>
    Object.hasOwn(dimensions, Name) && (Value === undefined || dimensions[Name] === Value);
  return (
    (Namespace === undefined || namespace === Namespace) &&
    (MetricName === undefined || name === MetricName) &&
    Dimensions.every(has)
  );
}
