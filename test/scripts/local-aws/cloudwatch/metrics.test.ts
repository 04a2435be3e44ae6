import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { type CloudWatchStage, openStage } from './stage';

const MINUTE = 60_000;

let stage: CloudWatchStage;
/** A whole hour, two to three hours ago. */
let hour: number;
const minute = (at: number): Date => new Date(hour + at * MINUTE);

beforeAll(async () => {
  stage = await openStage();
  const now = stage.aws.world.now().getTime();
  hour = now - (now % (60 * MINUTE)) - 90 * MINUTE;
  hour -= hour % (60 * MINUTE);
});
afterAll(() => stage.close());

const put = (Namespace: string, ...MetricData: MetricDatum[]) =>
  stage.cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));

const get = (
  MetricDataQueries: GetMetricDataCommandInput['MetricDataQueries'],
  more: Partial<GetMetricDataCommandInput> = {},
) =>
  stage.cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: minute(0),
      EndTime: minute(10),
      ScanBy: 'TimestampAscending',
      MetricDataQueries,
      ...more,
    }),
  );

const metric = (Namespace: string, MetricName: string, Stat = 'Sum', Period = 60) => ({
  Metric: { Namespace, MetricName },
  Stat,
  Period,
});

test('values with counts, statistics and single values of one minute become one data point', async () => {
  const [MetricName, Timestamp] = ['Latency', minute(1)];
  await put(
    'Kinds',
    { MetricName, Timestamp, Values: [1, 2, 9], Counts: [5, 3, 1] },
    { MetricName, Timestamp: new Date(minute(1).getTime() + 59_999), Value: 4 },
    { MetricName: 'Sets', Timestamp, StatisticValues: { SampleCount: 3, Sum: 12, Minimum: 2, Maximum: 6 } },
  );
  const statistics = (name: string) =>
    new GetMetricStatisticsCommand({
      Namespace: 'Kinds',
      MetricName: name,
      StartTime: minute(0),
      EndTime: minute(2),
      Period: 60,
      Statistics: ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'],
      ExtendedStatistics: ['p50', 'p90', 'p99'],
    });
  const latency = await stage.cloudwatch.send(statistics(MetricName));
  expect(latency.Label).toBe(MetricName);
  expect(latency.Datapoints).toEqual([
    {
      ...{ Timestamp, Unit: 'None', SampleCount: 10, Sum: 24, Average: 2.4, Minimum: 1, Maximum: 9 },
      ExtendedStatistics: { p50: 1, p90: 4, p99: 9 },
    },
  ]);
  const { Datapoints } = await stage.cloudwatch.send(statistics('Sets'));
  expect(Datapoints).toMatchObject([{ SampleCount: 3, Sum: 12, Average: 4, Minimum: 2, Maximum: 6 }]);
  expect(Datapoints?.[0]?.ExtendedStatistics).toEqual({});
});

test('data points are aggregated by period, from the start on', async () => {
  const data = Array.from({ length: 10 }, (_, at) => ({ MetricName: 'Count', Timestamp: minute(at), Value: at + 1 }));
  await put('Periods', ...data);
  const queries = [
    { Id: 'sum', MetricStat: metric('Periods', 'Count', 'Sum', 300) },
    { Id: 'p50', MetricStat: metric('Periods', 'Count', 'p50', 120), Label: 'Median' },
  ];
  const { MetricDataResults } = await get(queries, { StartTime: new Date(minute(0).getTime() + 30_000) });
  expect(MetricDataResults).toMatchObject([
    { Id: 'sum', Label: 'Count', Timestamps: [minute(0), minute(5)], Values: [15, 40], StatusCode: 'Complete' },
    { Id: 'p50', Label: 'Median', Values: [1, 3, 5, 7, 9] },
  ]);
  const later = await get(queries.slice(0, 1), { StartTime: minute(3), ScanBy: undefined });
  expect(later.MetricDataResults).toMatchObject([{ Timestamps: [minute(8), minute(3)], Values: [19, 30] }]);
});

test('metric math has its result under the id and the label of its expression', async () => {
  await put(
    'Math',
    { MetricName: 'Requests', Timestamp: minute(1), Value: 50 },
    { MetricName: 'Requests', Timestamp: minute(2), Value: 10 },
    { MetricName: 'Errors', Timestamp: minute(2), Value: 1 },
  );
  const { MetricDataResults } = await get([
    { Id: 'rate', Expression: '100 * FILL(errors, 0) / requests', Label: 'Error rate (%)' },
    { Id: 'all', Expression: 'METRICS()' },
    { Id: 'requests', MetricStat: metric('Math', 'Requests'), ReturnData: false },
    { Id: 'errors', MetricStat: metric('Math', 'Errors'), ReturnData: false },
  ]);
  expect(MetricDataResults).toMatchObject([
    { Id: 'rate', Label: 'Error rate (%)', Timestamps: [minute(1), minute(2)], Values: [0, 10] },
    { Id: 'all', Label: 'all', Values: [50, 10] },
    { Id: 'all', Label: 'all', Values: [1] },
  ]);
});

test('a metric of high resolution can be read by the second, and by the minute', async () => {
  const at = (seconds: number) => new Date(minute(1).getTime() + seconds * 1000);
  const datum = (seconds: number) => ({ MetricName: 'Fine', Timestamp: at(seconds), Value: 1, StorageResolution: 1 });
  await put('Resolution', datum(0), datum(7), datum(9), datum(31));
  const { MetricDataResults } = await get([
    { Id: 'tens', MetricStat: metric('Resolution', 'Fine', 'Sum', 10) },
    { Id: 'minutes', MetricStat: metric('Resolution', 'Fine') },
  ]);
  expect(MetricDataResults).toMatchObject([
    { Timestamps: [at(0), at(30)], Values: [3, 1] },
    { Timestamps: [at(0)], Values: [4] },
  ]);
});

test('a start long ago is answered with what there is, however short the periods are', async () => {
  await put('Old', { MetricName: 'Hits', Timestamp: minute(3), Value: 2 });
  const { MetricDataResults = [] } = await get(
    [
      { Id: 'm1', MetricStat: metric('Old', 'Hits', 'Sum', 1), ReturnData: false },
      { Id: 'twice', Expression: 'm1 * 2' },
    ],
    { StartTime: new Date(0) },
  );
  expect(MetricDataResults).toMatchObject([{ Id: 'twice', Values: [4], Timestamps: [minute(3)] }]);
});

test('pages have as many data points as asked for, and together they are all', async () => {
  const data = [0, 1, 2, 3, 4].map((at) => ({ MetricName: 'Paged', Timestamp: minute(at), Value: at }));
  await put('Pages', ...data);
  const queries = ['a', 'b', 'c'].map((Id) => ({
    Id,
    MetricStat: metric('Pages', Id === 'b' ? 'Never' : 'Paged'),
  }));
  const pages: unknown[][] = [];
  let NextToken: string | undefined;
  do {
    const page = await get(queries, { MaxDatapoints: 4, NextToken });
    pages.push((page.MetricDataResults ?? []).map(({ Id, Values, StatusCode }) => [Id, Values, StatusCode]));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(pages).toEqual([
    [['a', [0, 1, 2, 3], 'PartialData']],
    [
      ['a', [4], 'Complete'],
      ['b', [], 'Complete'],
      ['c', [0, 1, 2], 'PartialData'],
    ],
    [['c', [3, 4], 'Complete']],
  ]);
});

test('metrics are listed by namespace, name and dimensions, each once, whatever its units are', async () => {
  const Dimensions = [
    { Name: 'Shop', Value: 'a' },
    { Name: 'Zone', Value: '1' },
  ];
  await put(
    'Listed',
    { MetricName: 'One', Value: 1, Dimensions, Unit: 'Count' },
    { MetricName: 'One', Value: 1, Dimensions, Unit: 'None' },
    { MetricName: 'One', Value: 1 },
    { MetricName: 'Two', Value: 1, Dimensions: Dimensions.slice(0, 1) },
  );
  const list = async (filter: object) => {
    const { Metrics } = await stage.cloudwatch.send(new ListMetricsCommand({ Namespace: 'Listed', ...filter }));
    return Metrics?.map(({ MetricName, Dimensions: of }) => [MetricName, of?.length]);
  };
  expect(await list({})).toEqual([
    ['One', 2],
    ['One', 0],
    ['Two', 1],
  ]);
  expect(await list({ MetricName: 'One', RecentlyActive: 'PT3H' })).toEqual([
    ['One', 2],
    ['One', 0],
  ]);
  expect(await list({ Dimensions: [{ Name: 'Shop' }] })).toEqual([
    ['One', 2],
    ['Two', 1],
  ]);
  expect(await list({ Dimensions: [{ Name: 'Zone', Value: '2' }] })).toEqual([]);
});

test('more than 500 metrics are listed page by page', async () => {
  const data = Array.from({ length: 501 }, (_, at) => ({ MetricName: `M${at}`, Value: 1 }));
  await put('Many', ...data);
  const first = await stage.cloudwatch.send(new ListMetricsCommand({ Namespace: 'Many' }));
  const { NextToken } = first;
  const second = await stage.cloudwatch.send(new ListMetricsCommand({ Namespace: 'Many', NextToken }));
  expect([first.Metrics?.length, second.Metrics?.length, second.NextToken]).toEqual([500, 1, undefined]);
});

test('what a played service counts can be read a minute after its minute', async () => {
  const { world } = stage.aws;
  const key = { region: stage.aws.region, namespace: 'AWS/Test', name: 'Requests', dimensions: {}, unit: 'Count' };
  world.metrics.series(key).add(1);
  const query = [{ Id: 'counted', MetricStat: metric('AWS/Test', 'Requests') }];
  const { MetricDataResults } = await get(query, { EndTime: new Date(world.now().getTime() + MINUTE) });
  expect(MetricDataResults?.[0]?.Values).toEqual([]);
});

test('another region has metrics of its own', async () => {
  stage.aws.world.metrics
    .series({ region: 'elsewhere', namespace: 'Elsewhere', name: 'M', dimensions: {}, unit: 'Count' })
    .at(hour)
    .add(1, 1);
  const { Metrics } = await stage.cloudwatch.send(new ListMetricsCommand({ Namespace: 'Elsewhere' }));
  expect(Metrics).toEqual([]);
});

test('the query protocol has the same operations', async () => {
  const Timestamp = minute(3).toISOString();
  const put = await stage.query({
    Action: 'PutMetricData',
    Namespace: 'Query',
    'MetricData.member.1.MetricName': 'M',
    'MetricData.member.1.Timestamp': Timestamp,
    'MetricData.member.1.Values.member.1': '1.5',
    'MetricData.member.1.Values.member.2': '2',
    'MetricData.member.1.Counts.member.1': '1',
    'MetricData.member.1.Counts.member.2': '3',
    'MetricData.member.1.Dimensions.member.1.Name': 'D',
    'MetricData.member.1.Dimensions.member.1.Value': '7',
  });
  expect(put).toContain('<PutMetricDataResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">');
  const span = { StartTime: minute(0).toISOString(), EndTime: minute(10).toISOString() };
  const statistics = await stage.query({
    ...{ Action: 'GetMetricStatistics', Namespace: 'Query', MetricName: 'M', Period: '60', ...span },
    'Statistics.member.1': 'Sum',
    'ExtendedStatistics.member.1': 'p50',
    'Dimensions.member.1.Name': 'D',
    'Dimensions.member.1.Value': '7',
  });
  expect(statistics).toContain(
    `<Datapoints><member><Timestamp>${Timestamp}</Timestamp><Sum>7.5</Sum>` +
      '<ExtendedStatistics><entry><key>p50</key><value>2</value></entry></ExtendedStatistics>',
  );
  const data = await stage.query({
    ...{ Action: 'GetMetricData', ...span },
    'MetricDataQueries.member.1.Id': 'm',
    'MetricDataQueries.member.1.MetricStat.Metric.Namespace': 'Query',
    'MetricDataQueries.member.1.MetricStat.Metric.MetricName': 'M',
    'MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name': 'D',
    'MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value': '7',
    'MetricDataQueries.member.1.MetricStat.Period': '60',
    'MetricDataQueries.member.1.MetricStat.Stat': 'SampleCount',
    'MetricDataQueries.member.1.ReturnData': 'true',
  });
  expect(data).toContain(`<Timestamps><member>${Timestamp}</member></Timestamps><Values><member>4</member></Values>`);
  const list = await stage.query({ Action: 'ListMetrics', Namespace: 'Query' });
  expect(list).toContain('<Dimensions><member><Name>D</Name><Value>7</Value></member></Dimensions>');
});
