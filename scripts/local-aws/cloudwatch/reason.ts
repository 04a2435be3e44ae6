/** Why an alarm is in its state, in CloudWatch's words. */
import { type AlarmState, breaches } from './alarm-rule';
import type { AlarmSettings } from './alarm-settings';

const WORDS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

const TREATED: Readonly<Record<string, string>> = {
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
  ignore: 'Ignore',
  missing: 'Missing',
};

/**
 * The reason of a change to a state.
 * @param newestFirst the data points of the evaluation range; undefined: there is none
 * @param at the end of the newest period
 */
export function reasonOf(
  newestFirst: readonly (number | undefined)[],
  state: AlarmState,
  { rule, period, statistic }: AlarmSettings,
  at: Date,
): { reason: string; reasonData: string } {
  const begin = (back: number): Date => new Date(at.getTime() - (back + 1) * period * 1000);
  const points = newestFirst.flatMap((value, back) => (value === undefined ? [] : [{ value, begin: begin(back) }]));
  const recent = points.slice(0, rule.EvaluationPeriods);
  const reasonData = JSON.stringify({
    version: '1.0',
    queryDate: stamp(at),
    startDate: recent.length > 0 ? stamp(recent.at(-1)?.begin ?? at) : undefined,
    statistic,
    period,
    recentDatapoints: recent.map(({ value }) => value).reverse(),
    threshold: rule.Threshold,
  });
  const missing = rule.EvaluationPeriods - recent.length;
  const breaching = recent.filter(({ value }) => breaches(value, rule));
  const counted = state === 'ALARM' ? breaching : recent.filter((point) => !breaching.includes(point));
  return { reason: reasonText(state, counted, missing, rule), reasonData };
}

function reasonText(
  state: AlarmState,
  counted: readonly { value: number; begin: Date }[],
  missing: number,
  rule: AlarmSettings['rule'],
): string {
  const { EvaluationPeriods: all, DatapointsToAlarm: least = all, Threshold, TreatMissingData = 'missing' } = rule;
  const unknown = `Insufficient Data: ${plural(missing, 'datapoint was', 'datapoints were')} unknown.`;
  if (state === 'INSUFFICIENT_DATA') return unknown;
  if (counted.length === 0) {
    const lack = missing === all ? `no datapoints were received for ${plural(all, 'period', 'periods')} and ` : '';
    const points = plural(missing, 'missing datapoint was', 'missing datapoints were');
    return `Threshold Crossed: ${lack}${points} treated as [${TREATED[TreatMissingData]}].`;
  }
  const list = counted.map(({ value, begin }) => `${decimal(value)} (${dated(begin)})`).join(', ');
  const points = `${counted.length} out of the last ${plural(all, 'datapoint', 'datapoints')} [${list}]`;
  const verb = `${counted.length === 1 ? 'was' : 'were'}${state === 'OK' ? ' not' : ''}`;
  const rest =
    state === 'ALARM' ? ` (minimum ${plural(least, 'datapoint', 'datapoints')} for OK -> ALARM transition)` : '';
  return `Threshold Crossed: ${points} ${verb} ${WORDS[rule.ComparisonOperator]} the threshold (${decimal(Threshold)})${rest}.`;
}

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `2026-11-29T22:30:00.000+0000` */
const stamp = (date: Date): string => date.toISOString().replace('Z', '+0000');

/** `29/11/26 22:30:00` */
function dated(date: Date): string {
  const [, year, month, day, time] = /^..(..)-(..)-(..)T(.{8})/.exec(date.toISOString()) ?? [];
  return `${day}/${month}/${year} ${time}`;
}
