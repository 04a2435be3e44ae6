/**
 * GetMetricData. moto's is empty for expressions.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
import type { GetMetricDataInput, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { notPlayed, validationError } from '../wire/errors';
import { isArray, isSeries, type TimeSeries } from './metric-math/values';
import type { CloudWatchOperation } from './operation';
import { checkQueries, MetricQueries, periodOf } from './queries';

const [MOST_QUERIES, MOST_POINTS] = [500, 100_800];

/** @throws AwsError ValidationError, and NotImplemented for what is not played */
export const getMetricData: CloudWatchOperation<GetMetricDataInput> = ({ parameters, state }) => {
  const { MetricDataQueries = [], StartTime, EndTime, NextToken, LabelOptions } = parameters;
  if (StartTime === undefined || EndTime === undefined) throw validationError('StartTime and EndTime are required.');
  if (StartTime >= EndTime) throw validationError('The parameter EndTime must be greater than StartTime.');
  if (MetricDataQueries.length === 0) throw validationError('The parameter MetricDataQueries is required.');
  if (MetricDataQueries.length > MOST_QUERIES) throw validationError(`There are more than ${MOST_QUERIES} queries.`);
  if (LabelOptions !== undefined) throw notPlayed('LabelOptions');
  checkQueries(MetricDataQueries, 'MetricDataQueries');
  const returned = MetricDataQueries.filter(({ ReturnData = true }) => ReturnData);
  if (returned.length === 0) throw validationError('At least one query must return data.');
  const queries = new MetricQueries(MetricDataQueries, state.world.metrics, state.region);
  const results = returned.flatMap((query) => resultsOf(query, MetricDataQueries, queries, { StartTime, EndTime }));
  const ordered = parameters.ScanBy === 'TimestampAscending' ? results : results.map(reversed);
  return page(ordered, parameters.MaxDatapoints ?? MOST_POINTS, offsetOf(NextToken));
};

function resultsOf(
  query: MetricDataQuery,
  all: readonly MetricDataQuery[],
  queries: MetricQueries,
  span: { StartTime: Date; EndTime: Date },
): MetricDataResult[] {
  const { Id = '', MetricStat, Label = MetricStat?.Metric?.MetricName ?? Id } = query;
  const seconds = MetricStat?.Period ?? periodOf(all);
  // A start within a minute is that of the minute; short periods begin at whole multiples of their length.
  const asked = roundedDown(span.StartTime, Math.min(seconds, 60));
  // Metrics are kept for three hours. So many periods reach further back, of whatever length, and do not fill the memory.
  const periods = Math.min(MOST_POINTS, Math.ceil((span.EndTime.getTime() - asked) / (seconds * 1000)));
  const from = Math.max(asked, roundedDown(span.EndTime, seconds) - periods * seconds * 1000);
  const count = Math.ceil((span.EndTime.getTime() - from) / (seconds * 1000));
  const value = queries.value(Id, { from, seconds, count });
  if (typeof value === 'number') throw validationError(`The result of ${Id} is a number, and must be a time series.`);
  const found: readonly TimeSeries[] = isArray(value) ? value : isSeries(value) ? [value] : [];
  return found.map((series) => ({
    Id,
    Label,
    Timestamps: [...series.keys()].map((begin) => new Date(begin * 1000)),
    Values: [...series.values()],
    StatusCode: 'Complete' as const,
  }));
}

export const roundedDown = (date: Date, seconds: number): number =>
  date.getTime() - (date.getTime() % (seconds * 1000));

/** The default order is that of the newest data point first. */
const reversed = ({ Timestamps = [], Values = [], ...rest }: MetricDataResult): MetricDataResult => ({
  ...rest,
  Timestamps: Timestamps.toReversed(),
  Values: Values.toReversed(),
});

function offsetOf(token: string | undefined): number {
  const offset = Number(token ?? 0);
  if (!Number.isInteger(offset) || offset < 0) throw validationError('The parameter NextToken is invalid.');
  return offset;
}

/** As many data points as fit, from an offset on. The token is the offset of the next page. */
function page(
  results: readonly MetricDataResult[],
  most: number,
  offset: number,
): { MetricDataResults: MetricDataResult[]; NextToken?: string; Messages: [] } {
  const MetricDataResults: MetricDataResult[] = [];
  let [skip, room] = [offset, most];
  for (const { Timestamps = [], Values = [], ...rest } of results) {
    const from = Math.min(skip, Values.length);
    const isOfEarlierPage = skip > 0 && from === Values.length;
    skip -= from;
    if (isOfEarlierPage) continue;
    const to = Math.min(from + room, Values.length);
    room -= to - from;
    const StatusCode = to < Values.length ? 'PartialData' : 'Complete';
    MetricDataResults.push({
      ...rest,
      Timestamps: Timestamps.slice(from, to),
      Values: Values.slice(from, to),
      StatusCode,
    });
    if (StatusCode === 'PartialData') return { MetricDataResults, NextToken: String(offset + most), Messages: [] };
  }
  return { MetricDataResults, Messages: [] };
}
