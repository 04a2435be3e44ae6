/**
 * PutMetricData. moto breaks on Values with Counts and on percentiles.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
import type { MetricDatum, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import type { MutableDatapoint } from '../datapoint';
import { AwsError } from '../wire/errors';
import { dimensionsOf } from './dimensions';
import type { CloudWatchOperation } from './operation';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
const [MOST_DATA, MOST_VALUES, MOST_DIMENSIONS] = [1000, 150, 30];
/** Values are from -2^360 to 2^360. */
const GREATEST = 2 ** 360;

/** @throws AwsError InvalidParameterValue, InvalidParameterCombination, MissingParameter */
export const putMetricData: CloudWatchOperation<PutMetricDataInput> = ({ parameters, region, state: { world } }) => {
  const { Namespace: namespace = '', MetricData = [], EntityMetricData } = parameters;
  if (EntityMetricData !== undefined) throw invalid('EntityMetricData', 'is not played by the embedded AWS');
  if (namespace === '') throw missing('Namespace');
  if (/^(AWS\/|:)/.test(namespace) || namespace.length > 255) {
    throw new AwsError('InvalidParameterValue', `The value ${namespace} for parameter Namespace is invalid.`);
  }
  if (MetricData.length === 0) throw missing('MetricData');
  if (MetricData.length > MOST_DATA) throw invalid('MetricData', `must have at most ${MOST_DATA} members`);
  // Nothing is put if one of them is wrong.
  const now = world.now().getTime();
  for (const [at, datum] of MetricData.entries()) check(datum, `MetricData.member.${at + 1}`, now);
  for (const datum of MetricData) {
    const { MetricName: name = '', Dimensions, Unit: unit = 'None' } = datum;
    const series = world.metrics.series({ region, namespace, name, dimensions: dimensionsOf(Dimensions), unit });
    const time = datum.Timestamp?.getTime() ?? now;
    const length = datum.StorageResolution === 1 ? 1000 : 60_000;
    addTo(series.at(time - (time % length)), datum);
  }
  return {};
};

function addTo(point: MutableDatapoint, { Value, Values = [], Counts = [], StatisticValues }: MetricDatum): void {
  if (Value !== undefined) point.add(Value, 1);
  for (const [at, value] of Values.entries()) point.add(value, Counts[at] ?? 1);
  if (StatisticValues !== undefined) {
    const { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } = StatisticValues;
    point.addStatistics({ sampleCount: SampleCount, sum: Sum, minimum: Minimum, maximum: Maximum });
  }
}

function check(datum: MetricDatum, path: string, now: number): void {
  const { MetricName, Dimensions = [], Value, Values, Counts, StatisticValues, StorageResolution = 60 } = datum;
  if (!MetricName) throw missing(`${path}.MetricName`);
  if (Dimensions.length > MOST_DIMENSIONS) throw invalid(`${path}.Dimensions`, `must have at most ${MOST_DIMENSIONS}`);
  for (const [at, { Name, Value: value }] of Dimensions.entries()) {
    if (!Name) throw missing(`${path}.Dimensions.member.${at + 1}.Name`);
    if (!value) throw missing(`${path}.Dimensions.member.${at + 1}.Value`);
  }
  const kinds = Object.entries({ Value, Values, StatisticValues }).filter(([, kind]) => kind !== undefined);
  const [one, another] = kinds.map(([name]) => `${path}.${name}`);
  if (one === undefined) throw missing(`${path}.Value`);
  if (another !== undefined) {
    const message = `The parameters ${one} and ${another} are mutually exclusive and you have specified both.`;
    throw new AwsError('InvalidParameterCombination', message);
  }
  if (Values !== undefined && (Values.length === 0 || Values.length > MOST_VALUES)) {
    throw invalid(`${path}.Values`, `must have 1 to ${MOST_VALUES} members`);
  }
  if (Counts !== undefined && Counts.length !== Values?.length) {
    throw invalid(`${path}.Counts`, 'must have as many members as Values');
  }
  const numbers = [Value ?? [], Values ?? [], Counts ?? [], Object.values(StatisticValues ?? {})].flat();
  for (const number of numbers) {
    if (typeof number !== 'number' || !(Math.abs(number) <= GREATEST)) {
      throw invalid(path, `must have numbers from -2^360 to 2^360, and ${number} is none`);
    }
  }
  if (![1, 60].includes(StorageResolution)) throw invalid(`${path}.StorageResolution`, 'must be 1 or 60');
  const age = now - (datum.Timestamp?.getTime() ?? now);
  const date = `${path}.Timestamp`;
  if (age > 14 * DAY_MS) throw invalid(date, 'must specify a time within the past two weeks');
  if (-age > 2 * HOUR_MS) throw invalid(date, 'must specify a time no more than two hours in the future');
}

const invalid = (parameter: string, what: string): AwsError =>
  new AwsError('InvalidParameterValue', `The parameter ${parameter} ${what}.`);

const missing = (parameter: string): AwsError =>
  new AwsError('MissingParameter', `The parameter ${parameter} is required.`);
