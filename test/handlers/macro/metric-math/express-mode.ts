import type { JsonObject } from '../../../../handlers/template-language/json';

const metric = (id: string, group: 'Blue' | 'Green', name: string): JsonObject => ({
  Id: id,
  MetricStat: {
    Metric: {
      MetricName: name,
      Dimensions: [
        { Name: 'LoadBalancer', Value: 'LoadBalancerFullName' },
        { Name: 'TargetGroup', Value: `Web${group}` },
      ],
    },
    Stat: 'Sum',
  },
  ReturnData: false,
});

const group = (name: 'Blue' | 'Green', index: number): JsonObject[] => [
  metric(`clientErrors${index}`, name, 'HTTPCode_Target_4XX_Count'),
  metric(`serverErrors${index}`, name, 'HTTPCode_Target_5XX_Count'),
  metric(`perTarget${index}`, name, 'RequestCountPerTarget'),
  {
    Id: `rate${index}`,
    Expression: `100*(IF(clientErrors${index}<5,0,clientErrors${index})+serverErrors${index})/FILL(perTarget${index},1)`,
    ReturnData: false,
  },
];

/** The rollback alarm that Express Mode itself creates, as seen in several accounts. It is used for comparison. */
export const EXPRESS_MODE_ALARM: JsonObject = {
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 1,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  TreatMissingData: 'notBreaching',
  Metrics: [
    { Id: 'result', Expression: 'MAX([rate0, rate1])', ReturnData: true },
    ...group('Blue', 0),
    ...group('Green', 1),
  ],
};
