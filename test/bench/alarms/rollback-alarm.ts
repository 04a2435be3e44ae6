import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { isObject, type Json, member } from '../../../handlers/template-language/json';
import { MetricAlarm } from '../../../scripts/local-aws/cloudwatch/alarm';
import { readSettings } from '../../../scripts/local-aws/cloudwatch/alarm-settings';
import { dimensionsOf } from '../../../scripts/local-aws/cloudwatch/dimensions';
import type { MetricSeries, Metrics } from '../../../scripts/local-aws/metrics';
import { generated } from '../../handlers/macro/metric-math/watch';

const region = 'eu-west-1';
const properties = generated('WebRollbackAlarm');

/** The rollback alarm of a block as the macro writes it, for a service of that name. */
export function rollbackAlarm(service: string, metrics: Metrics): MetricAlarm {
  const input = settled(properties, service) as unknown as PutMetricAlarmInput;
  const date = new Date(0);
  const condition = { state: 'OK', reason: '', reasonData: undefined, updatedAt: date, transitionedAt: date } as const;
  const actions = { OK: [], ALARM: [], INSUFFICIENT_DATA: [] };
  return new MetricAlarm(service, readSettings(input), actions, condition, { metrics, region });
}

/** Where the load balancer counts one of the alarm's metrics. @param id of its query: `greenErrors` */
export function seriesOf({ settings }: MetricAlarm, id: string, metrics: Metrics): MetricSeries {
  const { MetricStat }: Partial<MetricDataQuery> = settings.queries.find(({ Id }) => Id === id) ?? {};
  const { Namespace: namespace = '', MetricName: name = '', Dimensions } = MetricStat?.Metric ?? {};
  return metrics.series({ region, namespace, name, dimensions: dimensionsOf(Dimensions), unit: 'Count' });
}

/** The template's values as CloudFormation would resolve them: each reference becomes a text of its own. */
function settled(value: Json, service: string): Json {
  if (Array.isArray(value)) return value.map((one) => settled(one, service));
  if (!isObject(value)) return value;
  const [name = '', ...others] = Object.keys(value);
  const isReference = others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
  if (isReference) return `${service}-${JSON.stringify(member(value, name))}`;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, settled(one, service)]));
}
