import { changesOf, type PlannedChange } from './changes';
import { differences, type ReferenceChanges } from './differences';
import { parameterChanges } from './parameters';
import { type ResolvedTemplate, resolveTemplate, type StackVersion } from './resolve';
import { type PlanStep, stepsOf } from './steps';
import { type Traffic, trafficOf } from './traffic';

/** What an update of a stack would do. */
export interface Plan {
  changes: readonly PlannedChange[];
  /** The same, as CloudFormation goes about it. */
  steps: readonly PlanStep[];
  traffic: Traffic;
  /** Outputs that are added, changed or removed. */
  outputs: readonly string[];
  /** Why the update would fail; sentences. */
  refusals: readonly string[];
  /** What should be known beforehand; sentences. */
  cautions: readonly string[];
}

/**
 * What an update from one processed template to another would do. Pure.
 * @throws UserError for dependencies that go round in a circle
 */
export function planBetween(from: StackVersion, to: StackVersion): Plan {
  const [before, after] = [resolveTemplate(from), resolveTemplate(to)];
  const given = parameterChanges(from, to, after);
  const changes = changesOf(before, after, given.changes);
  return {
    changes: changes.list,
    steps: stepsOf(changes.list, before, after),
    traffic: trafficOf(changes, before),
    outputs: outputsOf(before, after, changes.references),
    refusals: [...new Set(changes.refusals)],
    cautions: [...new Set([...after.cautions, ...given.cautions, ...keptPolicies(changes.list), ...changes.cautions])],
  };
}

function outputsOf(before: ResolvedTemplate, after: ResolvedTemplate, references: ReferenceChanges): string[] {
  const names = [...new Set([...Object.keys(before.outputs), ...Object.keys(after.outputs)])];
  return names.filter((name) => differences(before.outputs[name], after.outputs[name], references, name).length > 0);
}

/** What a policy does, it does without its stack as well. */
function keptPolicies(changes: readonly PlannedChange[]): string[] {
  const kept = changes.filter(
    ({ type, leftover, retained }) =>
      type === 'AWS::ApplicationAutoScaling::ScalingPolicy' && leftover !== undefined && retained,
  );
  return kept.map(
    ({ logicalId }) =>
      `${logicalId} stays in AWS and goes on scaling by its metric. Delete it there: until then no other policy can ` +
      'follow that metric.',
  );
}
