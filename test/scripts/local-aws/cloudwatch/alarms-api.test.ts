import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { type CloudWatchStage, openStage } from './stage';

let stage: CloudWatchStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const put = (AlarmName: string, more: Partial<PutMetricAlarmCommandInput> = {}) =>
  stage.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      ...{ Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
      ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 1 },
      ...more,
    }),
  );
const set = (AlarmName: string, StateValue: 'OK' | 'ALARM') =>
  stage.cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'by hand' }));

async function describe(AlarmNames: string[], more: object = {}) {
  const { MetricAlarms = [] } = await stage.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames, ...more }));
  return MetricAlarms;
}

test('a new alarm has insufficient data, and one that is put again keeps its state', async () => {
  await put('new');
  const [fresh] = await describe(['new']);
  expect(fresh).toMatchObject({
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
    ActionsEnabled: true,
    Threshold: 1,
  });
  const { AlarmConfigurationUpdatedTimestamp: updated, StateTransitionedTimestamp: changed } = fresh ?? {};
  expect(Math.abs(Number(updated) - stage.aws.world.now().getTime())).toBeLessThan(60_000);
  await set('new', 'ALARM');
  await put('new', { Threshold: 2 });
  const [again] = await describe(['new']);
  expect(again).toMatchObject({ StateValue: 'ALARM', StateReason: 'by hand', Threshold: 2 });
  expect(Number(again?.StateTransitionedTimestamp)).toBeGreaterThanOrEqual(Number(changed));
});

test('alarms are found by state and metric, and listed page by page', async () => {
  for (const name of ['listed-1', 'listed-2', 'listed-3']) await put(name, { MetricName: 'Listed' });
  await set('listed-2', 'ALARM');
  const inState = async (StateValue: string) =>
    (await describe([], { AlarmNames: undefined, AlarmNamePrefix: 'listed-', StateValue })).map(
      ({ AlarmName }) => AlarmName,
    );
  expect(await inState('ALARM')).toEqual(['listed-2']);
  expect(await inState('INSUFFICIENT_DATA')).toEqual(['listed-1', 'listed-3']);
  const metric = { Namespace: 'Shop', MetricName: 'Listed' };
  const { MetricAlarms } = await stage.cloudwatch.send(new DescribeAlarmsForMetricCommand(metric));
  expect(MetricAlarms?.map(({ StateValue }) => StateValue)).toEqual([
    'INSUFFICIENT_DATA',
    'ALARM',
    'INSUFFICIENT_DATA',
  ]);
  const page = (NextToken?: string) =>
    stage.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'listed-', MaxRecords: 2, NextToken }));
  const first = await page();
  const second = await page(first.NextToken);
  expect([first.MetricAlarms?.length, second.MetricAlarms?.length, second.NextToken]).toEqual([2, 1, undefined]);
});

test('actions are switched off and on, and the history tells what happened, the newest first', async () => {
  await put('told', { AlarmActions: ['arn:aws:sns:eu-west-1:123456789012:topic'] });
  await stage.cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: ['told'] }));
  await set('told', 'ALARM');
  expect(await describe(['told'])).toMatchObject([{ ActionsEnabled: false }]);
  await stage.cloudwatch.send(new EnableAlarmActionsCommand({ AlarmNames: ['told'] }));
  await set('told', 'OK');
  await set('told', 'ALARM');
  const history = async (more: object) => {
    const command = new DescribeAlarmHistoryCommand({ AlarmName: 'told', ...more });
    const { AlarmHistoryItems = [] } = await stage.cloudwatch.send(command);
    return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary);
  };
  expect(await history({})).toEqual([
    'Failed to execute action arn:aws:sns:eu-west-1:123456789012:topic',
    'Alarm updated from OK to ALARM',
    'Alarm updated from ALARM to OK',
    'Alarm updated from INSUFFICIENT_DATA to ALARM',
    'Alarm "told" created',
  ]);
  expect(await history({ HistoryItemType: 'ConfigurationUpdate' })).toEqual(['Alarm "told" created']);
  expect(await history({ ScanBy: 'TimestampAscending', MaxRecords: 1 })).toEqual(['Alarm "told" created']);
  expect(await history({ EndDate: new Date(0) })).toEqual([]);
});

test('a deleted alarm has no state to set, and an alarm keeps its tags', async () => {
  await put('gone', { Tags: [{ Key: 'k', Value: 'v' }] });
  const [{ AlarmArn } = {}] = await describe(['gone']);
  const tags = await stage.cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: AlarmArn }));
  expect(tags.Tags).toEqual([{ Key: 'k', Value: 'v' }]);
  await stage.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['gone'] }));
  expect(await describe(['gone'])).toEqual([]);
  await expect(set('gone', 'OK')).rejects.toThrow('The alarm gone does not exist.');
  await expect(stage.cloudwatch.send(new DescribeAlarmsCommand({ NextToken: 'x' }))).rejects.toThrow('next token');
});

test('a composite alarm is refused by name, because it would never be judged', async () => {
  const composite = new PutCompositeAlarmCommand({ AlarmName: 'both', AlarmRule: 'ALARM(a) AND ALARM(b)' });
  await expect(stage.cloudwatch.send(composite)).rejects.toThrow('A composite alarm is not played');
});

test('the query protocol puts, sets and describes the same alarms', async () => {
  const rule = { ComparisonOperator: 'GreaterThanThreshold', Threshold: '2.5', EvaluationPeriods: '2' };
  const put = await stage.query({
    ...{ Action: 'PutMetricAlarm', AlarmName: 'query', ...rule },
    'Metrics.member.1.Id': 'm1',
    'Metrics.member.1.MetricStat.Metric.Namespace': 'Shop',
    'Metrics.member.1.MetricStat.Metric.MetricName': 'Errors',
    'Metrics.member.1.MetricStat.Period': '60',
    'Metrics.member.1.MetricStat.Stat': 'Sum',
    'Metrics.member.1.ReturnData': 'true',
  });
  expect(put).toContain('<PutMetricAlarmResult></PutMetricAlarmResult>');
  await stage.query({ Action: 'SetAlarmState', AlarmName: 'query', StateValue: 'ALARM', StateReason: 'by hand' });
  expect(await describe(['query'])).toMatchObject([{ StateValue: 'ALARM', Threshold: 2.5, EvaluationPeriods: 2 }]);
  const described = await stage.query({ Action: 'DescribeAlarms', 'AlarmNames.member.1': 'query' });
  expect(described).toContain('<StateValue>ALARM</StateValue><StateReason>by hand</StateReason>');
  expect(described).toMatch(/<AlarmConfigurationUpdatedTimestamp>\d{4}-\d\d-\d\dT/);
  const wrong = await stage.query({ Action: 'PutMetricAlarm', AlarmName: 'wrong', ...rule });
  expect(wrong).toContain('<Code>InvalidParameterCombination</Code>');
});
