import type { JsonObject } from '../../../../handlers/macro/json';
import { expanded, resource, service } from '../fixtures';

const alarm = resource(expanded(service({})), 'WebRollbackAlarm').Properties;
const metrics = alarm.Metrics as JsonObject[];
const metric = (id: string) => metrics.find((candidate) => candidate.Id === id);

test('More than 1 % in two of three minutes rolls back, and silence does not', () => {
  expect(alarm).toMatchObject({
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 1,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
  });
  expect(alarm).not.toHaveProperty('AlarmName');
});

test('The worse of the two target groups counts, and only its rate is returned', () => {
  expect(metrics.filter(({ ReturnData }) => ReturnData !== false).map(({ Id }) => Id)).toEqual(['rate']);
  expect(metric('rate')).toMatchObject({ Expression: 'MAX([blueRate, greenRate])' });
});

test.each(['blue', 'green'])('The rate of the %s group is its own errors by its own requests', (id) => {
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

test('A deployment alarm may use ten metrics at most', () => {
  expect(metrics.length).toBeLessThanOrEqual(10);
});
