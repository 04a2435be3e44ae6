import { expand } from '../../../../handlers/macro/expand';
import { isObject, type JsonObject, member } from '../../../../handlers/template-language/json';
import { type AlarmSettings, alarmState, EVALUATION_RANGES } from './alarm';
import { evaluate, READINGS, type Reading, type TimeSeries } from './evaluate';
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
      evaluate(String(result.Id), named, metricsOf(queries, traffic, silence), minutes, reading),
    ),
  );
}

/** Lists of the alarm's states in each minute. There is one list for each reading and evaluation range. */
export function statesOf(
  alarm: JsonObject,
  traffic: TargetGroupTraffic,
  readings: readonly Reading[] = READINGS,
): ('ALARM' | 'OK')[][] {
  const settings = alarm as unknown as AlarmSettings;
  return resultsOf(queriesIn(alarm.Metrics), traffic, readings).flatMap((series) =>
    EVALUATION_RANGES.map((range) => traffic.Blue.map((_, minute) => alarmState(series, settings, minute, range))),
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
