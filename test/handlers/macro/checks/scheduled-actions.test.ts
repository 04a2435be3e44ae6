import { expand } from '../../../../handlers/macro/expand';
import type { JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource, service } from '../fixtures';

const NIGHT = { ScheduledActionName: 'night', Schedule: 'cron(0 20 * * ? *)' };
const MORNING = { ScheduledActionName: 'morning', Schedule: 'cron(0 6 * * ? *)' };

const scaling = (limits: JsonObject, ScheduledActions: JsonObject[], rest: JsonObject = {}) =>
  service({ ScalingTarget: { ...limits, ScheduledActions } }, rest);
function warningsOf(input: ReturnType<typeof service>) {
  const result = expand(input);
  return result.ok ? result.warnings.map(({ path, message }) => `${path}: ${message}`) : ['refused'];
}
const PLACE = 'Resources.Web.Properties.ScalingTarget.ScheduledActions';

test('A scheduled action may stop all tasks', () => {
  const input = scaling({}, [
    { ...NIGHT, MinTaskCount: 0, MaxTaskCount: 0 },
    { ...MORNING, MinTaskCount: 2, MaxTaskCount: 20 },
  ]);
  expect(resource(expanded(input), 'WebScalableTarget').Properties.ScheduledActions).toMatchObject([
    { ScalableTargetAction: { MinCapacity: 0, MaxCapacity: 0 } },
    { ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 20 } },
  ]);
  expect(warningsOf(input)).toEqual([]);
});

test('Without a scheduled action the maximum is at least one task', () => {
  expect(findingsOf(service({ ScalingTarget: { MinTaskCount: 0, MaxTaskCount: 0 } }))).toEqual([
    'Resources.Web.Properties.ScalingTarget.MaxTaskCount: is 0 but must be a whole number between 1 and 5000',
  ]);
});

test('A scheduled action that stops all tasks gives a warning when no other action starts one', () => {
  const stopped = { ...NIGHT, MinTaskCount: 0, MaxTaskCount: 0 };
  const warning = `${PLACE}.0.MaxTaskCount: is 0, and no other action has a MinTaskCount above 0: without tasks there is nothing to measure, so no task would start again`;
  expect(warningsOf(scaling({}, [stopped]))).toEqual([warning]);
  expect(warningsOf(scaling({}, [stopped, { ...MORNING, MaxTaskCount: 20 }]))).toEqual([warning]);
  const parameter = { Parameters: { Least: { Type: 'AWS::SSM::Parameter::Value<String>' } } };
  expect(
    warningsOf(scaling({}, [stopped, { ...MORNING, MinTaskCount: { Ref: 'Least' }, MaxTaskCount: 20 }], parameter)),
  ).toEqual([]);
});

test('The minimum of an action must not exceed the maximum that applies by then', () => {
  const refused = (most: number) =>
    `${PLACE}.0.MinTaskCount: is 10, but MaxTaskCount, which the action does not change, is ${most} at the most; set MaxTaskCount in the action, too`;
  const action = { ...MORNING, MinTaskCount: 10 };
  expect(findingsOf(scaling({ MaxTaskCount: 5 }, [action]))).toEqual([refused(5)]);
  expect(findingsOf(scaling({ MaxTaskCount: 5 }, [action, { ...NIGHT, MaxTaskCount: 8 }]))).toEqual([refused(8)]);
  expect(findingsOf(scaling({ MaxTaskCount: 5 }, [action, { ...NIGHT, MaxTaskCount: 10 }]))).toEqual([]);
  expect(findingsOf(scaling({}, [action]))).toEqual([]);
});

test('The maximum of an action must not be below the minimum that applies by then', () => {
  const action = { ...NIGHT, MaxTaskCount: 0 };
  expect(findingsOf(scaling({}, [action]))).toEqual([
    `${PLACE}.0.MaxTaskCount: is 0, but MinTaskCount, which the action does not change, is 1 at the least; set MinTaskCount in the action, too`,
  ]);
  expect(findingsOf(scaling({ MinTaskCount: 0 }, [action]))).toEqual([]);
});

test('A limit that is not known yet gives no finding', () => {
  const rest = {
    Parameters: { Count: { Type: 'AWS::SSM::Parameter::Value<String>' }, Most: { Type: 'Number', Default: 5 } },
  };
  const action = { ...MORNING, MinTaskCount: 10 };
  expect(findingsOf(scaling({ MaxTaskCount: { Ref: 'Count' } }, [action], rest))).toEqual([]);
  expect(findingsOf(scaling({}, [{ ...MORNING, MinTaskCount: { Ref: 'Count' } }], rest))).toEqual([]);
  expect(findingsOf(scaling({ MaxTaskCount: { Ref: 'Most' } }, [action], rest))).toHaveLength(1);
});
