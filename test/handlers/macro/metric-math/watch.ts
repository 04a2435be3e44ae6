import { expand } from '../../../../handlers/macro/expand';
import { isObject, type JsonObject, member } from '../../../../handlers/template-language/json';
import { type AlarmRule, type AlarmState, stateOf } from '../../../../scripts/local-aws/cloudwatch/alarm-rule';
import { evaluate } from '../../../../scripts/local-aws/cloudwatch/metric-math/evaluate';
import type { Reading } from '../../../../scripts/local-aws/cloudwatch/metric-math/reading';
import { seriesOf, type TimeSeries } from '../../../../scripts/local-aws/cloudwatch/metric-math/values';
import { EVALUATION_RANGES, READINGS } from './readings';
import { metricsOf, type Silence, type TargetGroupTraffic } from './traffic';

/** The properties of a resource that the macro generates from a block. */
export function generated(logicalId: string, properties: JsonObject = {}): JsonObject {
  const block = { Type: 'Express::Service', Properties: { Image: 'nginx', ...properties } };
  const result = expand({ fragment: { Resources: { Web: block } }, region: 'eu-west-1', accountId: '123456789012' });
  if (!result.ok) throw new Error(result.findings.map(({ message }) => message).join());
  const found = member(member(member(result.template, 'Resources'), logicalId), 'Properties');
  if (!isObject(found)) throw new Error(`there is no ${logicalId}`);
  return found;
}

/** The queries in the list of metrics of an alarm or of a scaling policy. */
export const queriesIn = (metrics: unknown): JsonObject[] => (Array.isArray(metrics) ? metrics.filter(isObject) : []);

/** The series that the query with ReturnData gives under each reading. */
export function resultsOf(
  queries: readonly JsonObject[],
  traffic: TargetGroupTraffic,
  readings = READINGS,
): TimeSeries[] {
  const length = Math.max(traffic.Blue.length, traffic.Green.length);
  const minutes = Array.from({ length }, (_, at) => at);
  const named = queries.map((query) => ({
    Id: String(query.Id),
    ...(typeof query.Expression === 'string' && { Expression: query.Expression }),
  }));
  // CloudWatch's default for ReturnData is true.
  const [result, ...more] = queries.filter((query) => query.ReturnData !== false);
  if (result === undefined || more.length > 0) throw new Error('not one query returns data');
  return (['zero', 'nothing'] as const).flatMap((silence: Silence) =>
    readings.map((reading) =>
      seriesOf(
        evaluate(String(result.Id), {
          queries: named,
          metrics: metricsOf(queries, traffic, silence),
          times: minutes,
          period: 60,
          reading,
        }),
      ),
    ),
  );
}

/** The alarm's state after a minute; a state that it would keep is OK. */
export function stateAt(series: TimeSeries, rule: AlarmRule, minute: number, range: number): AlarmState {
  return (
    stateOf(
      Array.from({ length: range }, (_, back) => series.get(minute - back)),
      rule,
    ) ?? 'OK'
  );
}

/** Lists of the alarm's states in each minute. There is one list for each reading and evaluation range. */
export function statesOf(
  alarm: JsonObject,
  traffic: TargetGroupTraffic,
  readings: readonly Reading[] = READINGS,
): AlarmState[][] {
  const rule = alarm as unknown as AlarmRule;
  return resultsOf(queriesIn(alarm.Metrics), traffic, readings).flatMap((series) =>
    EVALUATION_RANGES.map((range) => traffic.Blue.map((_, minute) => stateAt(series, rule, minute, range))),
  );
}

/** Whether an alarm goes off in some minute: under every reading, under none, or only under some. */
export function verdict(
  alarm: JsonObject,
  traffic: TargetGroupTraffic,
  readings: readonly Reading[] = READINGS,
): 'rolls back' | 'stays quiet' | 'depends' {
  const outcomes = new Set(statesOf(alarm, traffic, readings).map((states) => states.includes('ALARM')));
  if (outcomes.size > 1) return 'depends';
  return outcomes.has(true) ? 'rolls back' : 'stays quiet';
}
