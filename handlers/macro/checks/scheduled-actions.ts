import { at } from '../../template-language/findings';
import type { ExpansionContext, ServiceSpec } from '../spec';
import { knownNumber } from './known';

type Scaling = Partial<ServiceSpec['ScalingTarget']>;
type Action = ServiceSpec['ScalingTarget']['ScheduledActions'][number];

/** Notes conflicts between scheduled actions, and between scheduled actions and the limits of the block. */
export function checkScheduledActions(scaling: Scaling, path: string, context: ExpansionContext): void {
  const { ScheduledActions = [] } = scaling;
  const names = new Set<string>();
  for (const [index, action] of ScheduledActions.entries()) {
    const where = at(path, 'ScheduledActions', index);
    checkOrder(action, where, context);
    if (action.MinTaskCount === undefined && action.MaxTaskCount === undefined) {
      context.findings.add(where, 'changes nothing; give MinTaskCount, MaxTaskCount or both');
    }
    if (names.has(action.ScheduledActionName)) {
      context.findings.add(at(where, 'ScheduledActionName'), 'is the name of another action');
    }
    names.add(action.ScheduledActionName);
    checkOneLimit(action, scaling, where, context);
    if (knownNumber(action.MaxTaskCount, context) === 0 && !ScheduledActions.some((other) => starts(other, context))) {
      context.warnings.add(
        at(where, 'MaxTaskCount'),
        'is 0, and no other action has a MinTaskCount above 0: without tasks there is nothing to measure, so no task would start again',
      );
    }
  }
}

/** Notes a minimum that is greater than the maximum. */
export function checkOrder(
  { MinTaskCount, MaxTaskCount }: Pick<Scaling, 'MinTaskCount' | 'MaxTaskCount'>,
  path: string,
  context: ExpansionContext,
): void {
  const [least, most] = [knownNumber(MinTaskCount, context), knownNumber(MaxTaskCount, context)];
  if (least > most) {
    context.findings.add(at(path, 'MinTaskCount'), `is ${least}, more than MaxTaskCount, which is ${most}`);
  }
}

/** Whether an action may start tasks when none is running. */
const starts = ({ MinTaskCount }: Action, context: ExpansionContext): boolean =>
  MinTaskCount !== undefined && knownNumber(MinTaskCount, context) !== 0;

/**
 * "In some cases, however, you must include both sizes to ensure that the new minimum capacity is not greater than the
 * maximum capacity" (scheduled scaling, Application Auto Scaling User Guide). The limit that an action leaves out keeps
 * the value that the block or an earlier action gave it. Only a limit that conflicts with all these values is reported.
 */
function checkOneLimit(action: Action, scaling: Scaling, path: string, context: ExpansionContext): void {
  const [least, most] = [knownNumber(action.MinTaskCount, context), knownNumber(action.MaxTaskCount, context)];
  const all = (name: 'MinTaskCount' | 'MaxTaskCount'): number[] => {
    const others = (scaling.ScheduledActions ?? []).flatMap((other) =>
      other[name] === undefined ? [] : [other[name]],
    );
    return [scaling[name], ...others].map((value) => knownNumber(value, context));
  };
  const [fewest, room] = [Math.min(...all('MinTaskCount')), Math.max(...all('MaxTaskCount'))];
  if (action.MaxTaskCount === undefined && least > room) {
    context.findings.add(at(path, 'MinTaskCount'), `is ${least}, but ${left('MaxTaskCount', room, 'most')}`);
  }
  if (action.MinTaskCount === undefined && most < fewest) {
    context.findings.add(at(path, 'MaxTaskCount'), `is ${most}, but ${left('MinTaskCount', fewest, 'least')}`);
  }
}

const left = (name: string, count: number, end: 'least' | 'most'): string =>
  `${name}, which the action does not change, is ${count} at the ${end}; set ${name} in the action, too`;
