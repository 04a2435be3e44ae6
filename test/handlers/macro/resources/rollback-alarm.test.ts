import type { JsonObject } from '../../../../handlers/template-language/json';
import { expanded, resource, service } from '../fixtures';

const alarm = resource(expanded(service({})), 'WebRollbackAlarm').Properties;
const metrics = alarm.Metrics as JsonObject[];
const metric = (id: string) => metrics.find((candidate) => candidate.Id === id);

test('More than 1 % errors in two of three minutes roll a deployment back, and missing data does not', () => {
  expect(alarm).toMatchObject({
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 1,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
  });
  expect(alarm).not.toHaveProperty('AlarmName');
});

test('The alarm returns only the error rate of the worse of the two target groups', () => {
  expect(metrics.filter(({ ReturnData }) => ReturnData !== false).map(({ Id }) => Id)).toEqual(['rate']);
  expect(metric('rate')).toMatchObject({ Expression: 'MAX([blueRate, greenRate])' });
});

test.each(['blue', 'green'])('The rate of the %s group is its own errors divided by its own requests', (id) => {
  expect(metric(`${id}Rate`)).toMatchObject({
    Expression: `100 * (FILL(${id}Errors, 0) + FILL(${id}Refused, 0)) / ${id}Requests`,
  });
  const group = id === 'blue' ? 'WebBlue' : 'WebGreen';
  const names = {
    Requests: 'RequestCount',
    Errors: 'HTTPCode_Target_5XX_Count',
    Refused: 'TargetConnectionErrorCount',
  };
  for (const [part, MetricName] of Object.entries(names)) {
    expect(metric(`${id}${part}`)).toMatchObject({
      MetricStat: {
        Period: 60,
        Stat: 'Sum',
        Metric: {
          Namespace: 'AWS/ApplicationELB',
          MetricName,
          Dimensions: [
            { Name: 'LoadBalancer', Value: { 'Fn::GetAtt': ['WebGateway', 'LoadBalancerFullName'] } },
            { Name: 'TargetGroup', Value: { 'Fn::GetAtt': [group, 'TargetGroupFullName'] } },
          ],
        },
      },
    });
  }
});

/** The expressions and the metrics of the alarm, for the Rollback settings of a block. */
function settings(Rollback: JsonObject) {
  const { Properties } = resource(expanded(service({ Deployment: { Rollback } })), 'WebRollbackAlarm');
  const all = Properties.Metrics as JsonObject[];
  const names = all.flatMap((item) => (item.MetricStat as JsonObject | undefined)?.Metric ?? []) as JsonObject[];
  return {
    Properties,
    blueRate: all.find(({ Id }) => Id === 'blueRate')?.Expression,
    names: names.map(({ MetricName }) => MetricName),
  };
}

test('A deployment alarm may use ten metrics at most', () => {
  expect(settings({ Include4xx: true, MinimumRequests: 5 }).names.length).toBeLessThanOrEqual(10);
});

test('The threshold of the alarm is the error rate that the block gives', () => {
  expect(settings({ ErrorRatePercent: 2.5 }).Properties).toMatchObject({
    Threshold: 2.5,
    AlarmDescription: expect.stringContaining('more than 2.5 %'),
  });
  expect(settings({ ErrorRatePercent: { Ref: 'Rate' } }).Properties).toMatchObject({
    Threshold: { Ref: 'Rate' },
    AlarmDescription: { 'Fn::Sub': [expect.stringContaining(`more than \${Percent} %`), { Percent: { Ref: 'Rate' } }] },
  });
});

test('4xx answers count as errors only with Include4xx', () => {
  expect(settings({}).names).not.toContain('HTTPCode_Target_4XX_Count');
  const { names, blueRate } = settings({ Include4xx: true });
  expect(names.filter((name) => name === 'HTTPCode_Target_4XX_Count')).toHaveLength(2);
  expect(blueRate).toBe('100 * (FILL(blueErrors, 0) + FILL(blueRefusals, 0) + FILL(blueRefused, 0)) / blueRequests');
});

test('A minute with too few requests has no rate of errors', () => {
  const rate = '100 * (FILL(blueErrors, 0) + FILL(blueRefused, 0)) / blueRequests';
  expect(settings({ MinimumRequests: 20 }).blueRate).toBe(`IF(blueRequests >= 20, ${rate}, 0)`);
  expect(settings({ MinimumRequests: { Ref: 'Least' } }).blueRate).toEqual({
    'Fn::Sub': [`IF(blueRequests >= \${Minimum}, ${rate}, 0)`, { Minimum: { Ref: 'Least' } }],
  });
});
