/**
 * Operations about alarms. moto keeps what alarms are; their states come from their evaluation, and moto's answers are given
 * these states.
 */
import type {
  MetricAlarm as ApiAlarm,
  DeleteAlarmsInput,
  DescribeAlarmHistoryInput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  EnableAlarmActionsInput,
  PutMetricAlarmInput,
  SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError, validationError } from '../wire/errors';
import { MetricAlarm } from './alarm';
import type { AlarmBook } from './alarm-book';
import type { AlarmState } from './alarm-rule';
import { readSettings } from './alarm-settings';
import type { CloudWatchOperation } from './operation';

const STATES: readonly AlarmState[] = ['INSUFFICIENT_DATA', 'ALARM', 'OK'];
const [MOST_ALARMS, MOST_ITEMS] = [100, 100];

/** A new alarm has no data yet; one that is put again keeps its state. @throws AwsError as readSettings does */
export const putMetricAlarm: CloudWatchOperation<PutMetricAlarmInput> = async ({ parameters, region, state, moto }) => {
  const { AlarmName = '', OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = parameters;
  const now = state.world.now();
  const condition = state.alarms.get(AlarmName)?.condition ?? {
    state: 'INSUFFICIENT_DATA',
    reason: 'Unchecked: Initial alarm creation',
    reasonData: undefined,
    updatedAt: now,
    transitionedAt: now,
  };
  const actions = { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions };
  const where = { metrics: state.world.metrics, region };
  const alarm = new MetricAlarm(AlarmName, readSettings(parameters), actions, condition, where);
  alarm.actionsEnabled = parameters.ActionsEnabled ?? true;
  await moto.json('PutMetricAlarm', parameters);
  state.alarms.put(alarm);
  return {};
};

export const deleteAlarms: CloudWatchOperation<DeleteAlarmsInput> = async ({ parameters, state, moto }) => {
  await moto.json('DeleteAlarms', parameters);
  for (const name of parameters.AlarmNames ?? []) state.alarms.delete(name);
  return {};
};

/** "This temporary state change lasts only until the next alarm comparison occurs." @throws AwsError ResourceNotFound */
export const setAlarmState: CloudWatchOperation<SetAlarmStateInput> = ({ parameters, state }) => {
  const { AlarmName = '', StateValue, StateReason = '', StateReasonData } = parameters;
  const wanted = STATES.find((one) => one === StateValue);
  if (wanted === undefined) throw validationError(`The value ${StateValue} of StateValue must be one of ${STATES}.`);
  const alarm = state.alarms.get(AlarmName);
  if (alarm === undefined) throw new AwsError('ResourceNotFound', `The alarm ${AlarmName} does not exist.`, 404);
  const now = state.world.now();
  const { condition } = alarm;
  const transitionedAt = condition.state === wanted ? condition.transitionedAt : now;
  const reasonData = StateReasonData;
  state.alarms.set(alarm, { state: wanted, reason: StateReason, reasonData, updatedAt: now, transitionedAt });
  return {};
};

const setActions =
  (isEnabled: boolean): CloudWatchOperation<EnableAlarmActionsInput> =>
  ({ parameters, state }) => {
    for (const name of parameters.AlarmNames ?? []) {
      const alarm = state.alarms.get(name);
      if (alarm !== undefined) alarm.actionsEnabled = isEnabled;
    }
    return {};
  };

export const enableAlarmActions = setActions(true);
export const disableAlarmActions = setActions(false);

/** moto's alarms, with their states. moto is not asked if no alarm is in the wanted state. */
export const describeAlarms: CloudWatchOperation<DescribeAlarmsInput> = async ({ parameters, state, moto }) => {
  const { StateValue, MaxRecords = MOST_ALARMS, NextToken, ...rest } = parameters;
  const wanted = StateValue && new Set(state.alarms.namesIn(StateValue));
  const answer = wanted?.size === 0 ? {} : await moto.json('DescribeAlarms', rest);
  const all = withStates(answer, state.alarms).filter(({ AlarmName = '' }) => wanted?.has(AlarmName) ?? true);
  const [MetricAlarms, next] = pageOf(all, MaxRecords, NextToken);
  return { MetricAlarms, CompositeAlarms: [], NextToken: next };
};

export const describeAlarmsForMetric: CloudWatchOperation<object> = async ({ parameters, state, moto }) => ({
  MetricAlarms: withStates(await moto.json('DescribeAlarmsForMetric', parameters), state.alarms),
});

function withStates({ MetricAlarms = [] }: DescribeAlarmsOutput, alarms: AlarmBook): ApiAlarm[] {
  return MetricAlarms.map((described) => {
    const { condition, actionsEnabled: ActionsEnabled } = alarms.get(described.AlarmName ?? '') ?? {};
    if (condition === undefined) return described;
    // awsJson has the date as a number.
    const updated = Number(described.AlarmConfigurationUpdatedTimestamp ?? 0) * 1000;
    return {
      ...described,
      ActionsEnabled,
      AlarmConfigurationUpdatedTimestamp: new Date(updated),
      StateValue: condition.state,
      StateReason: condition.reason,
      StateReasonData: condition.reasonData,
      StateUpdatedTimestamp: condition.updatedAt,
      StateTransitionedTimestamp: condition.transitionedAt,
    };
  });
}

/** What became of alarms; the default order is that of the newest first. */
export const describeAlarmHistory: CloudWatchOperation<DescribeAlarmHistoryInput> = ({ parameters, state }) => {
  const { AlarmName, HistoryItemType, StartDate, EndDate, ScanBy, MaxRecords = MOST_ITEMS, NextToken } = parameters;
  const found = state.alarms.history.filter(
    (item) =>
      (AlarmName === undefined || item.AlarmName === AlarmName) &&
      (HistoryItemType === undefined || item.HistoryItemType === HistoryItemType) &&
      (StartDate === undefined || (item.Timestamp ?? StartDate) >= StartDate) &&
      (EndDate === undefined || (item.Timestamp ?? EndDate) <= EndDate),
  );
  const ordered = ScanBy === 'TimestampAscending' ? found : found.toReversed();
  const [AlarmHistoryItems, next] = pageOf(ordered, MaxRecords, NextToken);
  return { AlarmHistoryItems, NextToken: next };
};

/** A page of a list, and the token of the next one. @throws AwsError InvalidNextToken */
function pageOf<Item>(all: readonly Item[], most: number, token = '0'): [Item[], string | undefined] {
  const from = Number(token);
  if (!(from >= 0)) throw new AwsError('InvalidNextToken', 'The next token is invalid.');
  return [all.slice(from, from + most), all.length > from + most ? String(from + most) : undefined];
}
