import { changesOf, type PlannedChange } from './changes';
import { differences, type ReferenceChanges } from './differences';
import { exclusiveRefusals } from './exclusive';
import { seatCautions } from './hand-over';
import { parameterChanges } from './parameters';
import { type ResolvedTemplate, resolveTemplate, type StackVersion } from './resolve';
import { routesOf } from './routes';
import { type PlanStep, stepsOf } from './steps';
import { type Traffic, trafficOf } from './traffic';

/** What an update of a stack would do. */
export interface Plan {
  changes: readonly PlannedChange[];
  /** The same changes in the order in which CloudFormation makes them. */
  steps: readonly PlanStep[];
  traffic: Traffic;
  /** Outputs that are added, changed or removed. */
  outputs: readonly string[];
  /** Sentences that say why the update would fail. */
  refusals: readonly string[];
  /** Sentences about what the user should know beforehand. */
  cautions: readonly string[];
}

/**
 * What an update from one version of a stack to another would do. A pure function.
 * @throws UserError for circular dependencies
 */
export function planBetween(from: StackVersion, to: StackVersion): Plan {
  const [before, after] = [resolveTemplate(from), resolveTemplate(to)];
  const given = parameterChanges(from, to, after);
  const changes = changesOf(before, after, given.changes);
  return {
    changes: changes.list,
    steps: stepsOf(changes.list, before, after),
    traffic: trafficOf(changes, before, after),
    outputs: outputsOf(before, after, changes.references),
    refusals: [...new Set([...changes.refusals, ...exclusiveRefusals(before, after)])],
    cautions: [
      ...new Set([
        ...after.cautions,
        ...given.cautions,
        ...keptPolicies(changes.list),
        ...changes.cautions,
        ...seatCautions(routesOf(before), routesOf(after)),
      ]),
    ],
  };
}

function outputsOf(before: ResolvedTemplate, after: ResolvedTemplate, references: ReferenceChanges): string[] {
  const names = [...new Set([...Object.keys(before.outputs), ...Object.keys(after.outputs)])];
  return names.filter((name) => differences(before.outputs[name], after.outputs[name], references, name).length > 0);
}

/** Cautions about scaling policies that are kept: they continue to act outside of the stack. */
function keptPolicies(changes: readonly PlannedChange[]): string[] {
  const kept = changes.filter(
    ({ type, leftover, retained }) =>
      type === 'AWS::ApplicationAutoScaling::ScalingPolicy' && leftover !== undefined && retained,
  );
  return kept.map(
    ({ logicalId }) =>
      `${logicalId} remains in AWS and continues to scale by its metric. Delete it there: until then no other policy can ` +
      'follow that metric.',
  );
}
