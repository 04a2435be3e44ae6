import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  ListMetricsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { type CloudWatchStage, openStage } from './stage';

let stage: CloudWatchStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const put = (Namespace: string, ...MetricData: MetricDatum[]) =>
  stage.cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
const [EndTime, StartTime] = [new Date(), new Date(Date.now() - 3600_000)];

const FIRST = 'The parameter MetricData.member.1';
const DAY = 24 * 3600_000;
test.each<[string, MetricDatum]>([
  [`${FIRST}.MetricName is required.`, { MetricName: '' }],
  [`${FIRST}.Value is required.`, { MetricName: 'M' }],
  [
    'The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.',
    { MetricName: 'M', Value: 1, Values: [1] },
  ],
  [`${FIRST}.Values must have 1 to 150 members.`, { MetricName: 'M', Values: Array(151).fill(1) }],
  [`${FIRST}.Counts must have as many members as Values.`, { MetricName: 'M', Values: [1, 2], Counts: [1] }],
  ['The value NaN for parameter Value is invalid.', { MetricName: 'M', Value: Number.NaN }],
  [`${FIRST} must have numbers from -2^360 to 2^360`, { MetricName: 'M', Value: 2 ** 361 }],
  [`${FIRST}.StorageResolution must be 1 or 60.`, { MetricName: 'M', Value: 1, StorageResolution: 10 }],
  [
    `${FIRST}.Timestamp must specify a time within the past two weeks.`,
    { MetricName: 'M', Value: 1, Timestamp: new Date(Date.now() - 15 * DAY) },
  ],
  [
    `${FIRST}.Timestamp must specify a time no more than two hours in the future.`,
    { MetricName: 'M', Value: 1, Timestamp: new Date(Date.now() + DAY) },
  ],
  [
    `${FIRST}.Dimensions.member.1.Value is required.`,
    { MetricName: 'M', Value: 1, Dimensions: [{ Name: 'D', Value: '' }] },
  ],
])('PutMetricData says: %s', async (message, datum) => {
  await expect(put('N', datum)).rejects.toThrow(message);
});

test('PutMetricData puts nothing if one datum is wrong, and nothing into a namespace of AWS', async () => {
  await expect(put('Half', { MetricName: 'Good', Value: 1 }, { MetricName: 'Bad' })).rejects.toThrow('member.2.Value');
  const { Metrics } = await stage.cloudwatch.send(new ListMetricsCommand({ Namespace: 'Half' }));
  expect(Metrics).toEqual([]);
  await expect(put('AWS/ECS', { MetricName: 'M', Value: 1 })).rejects.toThrow(
    'The value AWS/ECS for parameter Namespace is invalid.',
  );
  await expect(put('N')).rejects.toThrow('The parameter MetricData is required.');
});

const Metric = { Namespace: 'N', MetricName: 'M' };
const good = { Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'Sum' } };
test.each<[string, Partial<GetMetricDataCommandInput>]>([
  ['The parameter EndTime must be greater than StartTime.', { EndTime: StartTime }],
  ['The parameter MetricDataQueries is required.', { MetricDataQueries: [] }],
  ['The value M1 of MetricDataQueries.member.1.Id must match', { MetricDataQueries: [{ ...good, Id: 'M1' }] }],
  ['MetricDataQueries.member.2.Id is not unique.', { MetricDataQueries: [good, good] }],
  ['must have either MetricStat or Expression.', { MetricDataQueries: [{ Id: 'm1' }] }],
  ['At least one query must return data.', { MetricDataQueries: [{ ...good, ReturnData: false }] }],
  ['and 45 is not.', { MetricDataQueries: [{ ...good, MetricStat: { ...good.MetricStat, Period: 45 } }] }],
  [
    "Error in expression 'e': SEARCH is no function",
    { MetricDataQueries: [good, { Id: 'e', Expression: 'SEARCH("x")' }] },
  ],
  ['The result of e is a number', { MetricDataQueries: [good, { Id: 'e', Expression: 'SUM(m1)' }] }],
  ['The parameter NextToken is invalid.', { MetricDataQueries: [good], NextToken: 'x' }],
  ['Metrics Insights is not played', { MetricDataQueries: [{ Id: 'e', Expression: 'SELECT AVG(M) FROM N' }] }],
  ['A dynamic label is not played', { MetricDataQueries: [{ ...good, Label: `\${AVG}` }] }],
  [
    'An expression over metrics with different periods is not played',
    {
      MetricDataQueries: [
        good,
        { Id: 'm2', MetricStat: { ...good.MetricStat, Period: 300 } },
        { Id: 'e', Expression: 'm1' },
      ],
    },
  ],
])('GetMetricData says: %s', async (message, input) => {
  const command = new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries: [good], ...input });
  await expect(stage.cloudwatch.send(command)).rejects.toThrow(message);
});

test.each<[string, Partial<GetMetricStatisticsCommandInput>]>([
  ['The parameter StartTime must be less than the parameter EndTime.', { EndTime: StartTime }],
  ['The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.', { Period: 61 }],
  ['The parameter MetricName is required.', { MetricName: '' }],
  ['Must specify either Statistics or ExtendedStatistics', { Statistics: [] }],
  ['The statistic p90 is invalid.', { Statistics: ['p90' as 'Sum'] }],
  [
    'You have requested up to 14400 datapoints, which exceeds the limit of 1440.',
    { Period: 1, StartTime: new Date(0), EndTime: new Date(14_400_000) },
  ],
])('GetMetricStatistics says: %s', async (message, input) => {
  const request = { ...Metric, StartTime, EndTime, Period: 60, Statistics: ['Sum' as const], ...input };
  await expect(stage.cloudwatch.send(new GetMetricStatisticsCommand(request))).rejects.toThrow(message);
});

test('a protocol that is not played is refused by name', async () => {
  const answer = await fetch(`${stage.aws.endpoint}/service/GraniteServiceVersion20100801/operation/ListMetrics`, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${stage.aws.region}/monitoring/aws4_request, Signature=0`,
      'smithy-protocol': 'rpc-v2-cbor',
    },
  });
  expect(answer.status).toBe(501);
  expect(await answer.text()).toContain('The protocol rpc-v2-cbor is not played by the embedded AWS');
});
