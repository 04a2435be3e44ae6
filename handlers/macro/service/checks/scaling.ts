import { at } from '../../findings';
import type { ServiceSpec } from '../spec';
import { type Context, knownNumber } from './context';

type Scaling = ServiceSpec['ScalingTarget'];

export function checkScaling(scaling: Partial<Scaling> | undefined, path: string, context: Context): void {
  if (scaling === undefined) return;
  const { AutoScalingMetric, AutoScalingTargetValue, AdditionalMetrics = [], ScheduledActions = [] } = scaling;
  checkOrder(scaling, path, context);
  checkTarget({ AutoScalingMetric, AutoScalingTargetValue }, path, context);
  const metrics = new Set([AutoScalingMetric]);
  for (const [index, metric] of AdditionalMetrics.entries()) {
    const where = at(at(path, 'AdditionalMetrics'), index);
    checkTarget(metric, where, context);
    if (metrics.has(metric.AutoScalingMetric)) {
      context.findings.add(at(where, 'AutoScalingMetric'), `is ${metric.AutoScalingMetric}, which is followed already`);
    }
    metrics.add(metric.AutoScalingMetric);
  }
  const names = new Set<string>();
  for (const [index, action] of ScheduledActions.entries()) {
    const where = at(at(path, 'ScheduledActions'), index);
    checkOrder(action, where, context);
    if (action.MinTaskCount === undefined && action.MaxTaskCount === undefined) {
      context.findings.add(where, 'changes nothing; give MinTaskCount, MaxTaskCount or both');
    }
    if (names.has(action.ScheduledActionName)) {
      context.findings.add(at(where, 'ScheduledActionName'), 'is the name of another action');
    }
    names.add(action.ScheduledActionName);
  }
}

function checkOrder(
  { MinTaskCount, MaxTaskCount }: Partial<Pick<Scaling, 'MinTaskCount' | 'MaxTaskCount'>>,
  path: string,
  context: Context,
): void {
  const [least, most] = [knownNumber(MinTaskCount, context), knownNumber(MaxTaskCount, context)];
  if (least > most) {
    context.findings.add(at(path, 'MinTaskCount'), `is ${least}, more than MaxTaskCount, which is ${most}`);
  }
}

function checkTarget(
  { AutoScalingMetric, AutoScalingTargetValue }: Partial<Scaling['AdditionalMetrics'][number]>,
  path: string,
  context: Context,
): void {
  const target = knownNumber(AutoScalingTargetValue, context);
  if (AutoScalingMetric !== undefined && AutoScalingMetric !== 'REQUEST_COUNT_PER_TARGET' && target > 100) {
    context.findings.add(
      at(path, 'AutoScalingTargetValue'),
      `is ${target}, but ${AutoScalingMetric} is a percentage up to 100`,
    );
  }
}
