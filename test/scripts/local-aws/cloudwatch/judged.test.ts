import { DescribeAlarmsCommand, PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { eventually } from '../ecs/stage';
import { type CloudWatchStage, openStage } from './stage';

let stage: CloudWatchStage;
beforeAll(async () => {
  stage = await openStage(20);
});
afterAll(() => stage.close());

const stateOf = async (name: string) => {
  const { MetricAlarms } = await stage.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return MetricAlarms?.[0]?.StateValue;
};

const becomes = (name: string, wanted: string) =>
  eventually(
    () => stateOf(name),
    (state) => state === wanted,
  );

test('minute by minute an alarm is judged by what is put and by what played services count', async () => {
  const { world, region } = stage.aws;
  const [Namespace, MetricName] = ['Shop', 'Errors'];
  await stage.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'shop',
      ...{ Namespace, MetricName, Statistic: 'Sum', Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2 },
      ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 1, TreatMissingData: 'notBreaching' },
    }),
  );
  await becomes('shop', 'OK');
  const back = (minutes: number) => new Date(world.now().getTime() - minutes * 60_000);
  const datum = (minutes: number) => ({ MetricName, Timestamp: back(minutes), Value: 9 });
  // In a fast world minutes pass before the request arrives, so that some minutes ahead are put too.
  const MetricData = Array.from({ length: 100 }, (_, at) => datum(-at));
  await stage.cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
  await becomes('shop', 'ALARM');
  await becomes('shop', 'OK');
  const series = world.metrics.series({
    region,
    namespace: Namespace,
    name: MetricName,
    dimensions: {},
    unit: 'Count',
  });
  const counting = setInterval(() => series.add(9), 5);
  try {
    await becomes('shop', 'ALARM');
  } finally {
    clearInterval(counting);
  }
});
