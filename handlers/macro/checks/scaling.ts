import { at } from '../../template-language/findings';
import type { ExpansionContext, ServiceSpec } from '../spec';
import { knownNumber } from './known';
import { checkOrder, checkScheduledActions } from './scheduled-actions';

type Scaling = ServiceSpec['ScalingTarget'];

export function checkScaling(scaling: Partial<Scaling> | undefined, path: string, context: ExpansionContext): void {
  if (scaling === undefined) return;
  const { AutoScalingMetric, AutoScalingTargetValue, AdditionalMetrics = [] } = scaling;
  checkOrder(scaling, path, context);
  checkTarget({ AutoScalingMetric, AutoScalingTargetValue }, path, context);
  const metrics = new Set([AutoScalingMetric]);
  for (const [index, metric] of AdditionalMetrics.entries()) {
    const where = at(path, 'AdditionalMetrics', index);
    checkTarget(metric, where, context);
    if (metrics.has(metric.AutoScalingMetric)) {
      context.findings.add(at(where, 'AutoScalingMetric'), `is ${metric.AutoScalingMetric}, which is already followed`);
    }
    metrics.add(metric.AutoScalingMetric);
  }
  checkScheduledActions(scaling, path, context);
}

function checkTarget(
  { AutoScalingMetric, AutoScalingTargetValue }: Partial<Scaling['AdditionalMetrics'][number]>,
  path: string,
  context: ExpansionContext,
): void {
  const target = knownNumber(AutoScalingTargetValue, context);
  if (AutoScalingMetric !== undefined && AutoScalingMetric !== 'REQUEST_COUNT_PER_TARGET' && target > 100) {
    context.findings.add(
      at(path, 'AutoScalingTargetValue'),
      `is ${target}, but ${AutoScalingMetric} is a percentage up to 100`,
    );
  }
}
