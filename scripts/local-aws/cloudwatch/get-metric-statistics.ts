/**
 * GetMetricStatistics. moto knows no percentiles.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
 */
import type { Datapoint as ApiDatapoint, GetMetricStatisticsInput } from '@aws-sdk/client-cloudwatch';
import type { Datapoint } from '../datapoint';
import { AwsError } from '../wire/errors';
import { dimensionsOf } from './dimensions';
import { roundedDown } from './get-metric-data';
import type { CloudWatchOperation } from './operation';
import { isPeriod } from './queries';
import { pointsIn } from './read';
import { isSimple, statistic } from './statistics';

const MOST_POINTS = 1440;

/** @throws AwsError InvalidParameterValue, InvalidParameterCombination, MissingParameter */
export const getMetricStatistics: CloudWatchOperation<GetMetricStatisticsInput> = ({ parameters, region, state }) => {
  const { Namespace: namespace = '', MetricName: name = '', Dimensions, Unit } = parameters;
  const { from, seconds, count } = periodsOf(parameters);
  const statistics = statisticsOf(parameters);
  const all = state.world.metrics.find({ region, namespace, name, dimensions: dimensionsOf(Dimensions) });
  // Data of several units comes unit by unit.
  const Datapoints = all.flatMap((series) =>
    Unit !== undefined && series.key.unit !== Unit
      ? []
      : [...pointsIn([series], { from, seconds, count })].map(([begin, points]) => ({
          Timestamp: new Date(begin * 1000),
          ...statistics(points),
          Unit: series.key.unit,
        })),
  );
  return { Label: name, Datapoints };
};

function periodsOf({ Namespace, MetricName, StartTime, EndTime, Period }: GetMetricStatisticsInput) {
  const missing = Object.entries({ Namespace, MetricName, StartTime, EndTime, Period }).find(
    ([, value]) => !value,
  )?.[0];
  if (missing !== undefined || StartTime === undefined || EndTime === undefined || Period === undefined) {
    throw new AwsError('MissingParameter', `The parameter ${missing} is required.`);
  }
  if (StartTime >= EndTime) {
    throw new AwsError('InvalidParameterValue', 'The parameter StartTime must be less than the parameter EndTime.');
  }
  if (!isPeriod(Period)) {
    throw new AwsError('InvalidParameterValue', `The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.`);
  }
  const from = roundedDown(StartTime, Math.min(Period, 60));
  const count = Math.ceil((EndTime.getTime() - from) / (Period * 1000));
  if (count > MOST_POINTS) {
    const message =
      `You have requested up to ${count} datapoints, which exceeds the limit of ${MOST_POINTS}. You may reduce the ` +
      'datapoints requested by increasing Period, or decreasing the time range.';
    throw new AwsError('InvalidParameterCombination', message);
  }
  return { from, seconds: Period, count };
}

function statisticsOf({ Statistics = [], ExtendedStatistics = [] }: GetMetricStatisticsInput) {
  if (Statistics.length + ExtendedStatistics.length === 0) {
    throw new AwsError('InvalidParameterCombination', 'Must specify either Statistics or ExtendedStatistics');
  }
  const wrong = [...Statistics.filter((one) => !isSimple(one)), ...ExtendedStatistics.filter(isSimple)];
  if (wrong.length > 0) throw new AwsError('InvalidParameterValue', `The statistic ${wrong.join(', ')} is invalid.`);
  const valuesOf = (names: readonly string[], points: readonly Datapoint[]) =>
    Object.fromEntries(
      names.flatMap((name) => [[name, statistic(name)(points)]]).filter(([, value]) => value !== undefined),
    );
  return (points: readonly Datapoint[]): ApiDatapoint => ({
    ...valuesOf(Statistics, points),
    ...(ExtendedStatistics.length > 0 && { ExtendedStatistics: valuesOf(ExtendedStatistics, points) }),
  });
}
