import { columns } from '../command-line/columns';
import type { PlannedChange } from './changes';
import type { Plan } from './plan';
import type { Phase, PlanStep } from './steps';
import type { Traffic } from './traffic';
import type { Reason } from './verdict';

/** The plan as a text. A question mark follows whatever depends on values that are not known yet. */
export function describePlan({ changes, steps, traffic, outputs, refusals, cautions }: Plan): string {
  if (changes.length === 0 && outputs.length === 0 && refusals.length === 0) return 'Nothing changes.';
  const byId = new Map(changes.map((change) => [change.logicalId, change]));
  const phase = (name: Phase, title: string): string[] => {
    const rows = describeSteps(
      steps.filter((step) => step.phase === name),
      byId,
    );
    return rows.length === 0 ? [] : [title, ...rows];
  };
  return [
    phase('update', 'Update, in the order of the dependencies:'),
    phase('clean-up', 'Clean-up, after all of that has succeeded:'),
    outputs.length === 0 ? [] : [`Outputs: ${outputs.join(', ')}`],
    // An update that is refused has no effect on traffic.
    refusals.length > 0 ? [] : describeTraffic(traffic),
    cautions.map((caution) => `Note: ${caution}`),
  ]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

function describeSteps(steps: readonly PlanStep[], changes: ReadonlyMap<string, PlannedChange>): string[] {
  const rows = steps.map((step) => [verb(step), step.logicalId, step.type, remark(step, changes.get(step.logicalId))]);
  const lines = columns(rows);
  const indent = ' '.repeat(Math.max(0, ...steps.map((step) => verb(step).length)) + 2);
  return steps.flatMap((step, index) => {
    const reasons = step.phase === 'update' ? (changes.get(step.logicalId)?.reasons ?? []) : [];
    return [`  ${lines[index] ?? ''}`, ...describeReasons(reasons).map((line) => `  ${indent}${line}`)];
  });
}

const verb = ({ does, certainty }: PlanStep): string => `${does}${certainty === 'certain' ? '' : '?'}`;

function remark({ phase, does }: PlanStep, change: PlannedChange | undefined): string {
  if (phase === 'update') return '';
  const what = change?.leftover?.what ?? '';
  if (does !== 'retain') return what;
  return [what, 'remains in AWS, outside of the stack'].filter((part) => part !== '').join(', ');
}

/** One line for each message, with the places to which it applies. */
function describeReasons(reasons: readonly Reason[]): string[] {
  const byMessage = new Map<string, string[]>();
  for (const { property, message } of reasons) {
    byMessage.set(message, [...(byMessage.get(message) ?? []), property]);
  }
  return [...byMessage].map(([message, places]) => `${placesText(places)}: ${message}`);
}

/** The places; if they are too long for a line, the names of the properties and the number of places in each. */
function placesText(places: readonly string[]): string {
  const all = places.join(', ');
  if (all.length <= 80) return all;
  const counts = new Map<string, number>();
  for (const place of places) {
    const [top = place] = place.split(/[.[]/);
    counts.set(top, (counts.get(top) ?? 0) + 1);
  }
  return [...counts].map(([top, count]) => (count === 1 ? top : `${top} (${count} places)`)).join(', ');
}

function describeTraffic({ interruption, reasons }: Traffic): string[] {
  if (interruption === 'none') return ['Traffic: no interruption.'];
  const level = interruption === 'certain' ? 'will be interrupted' : 'may be interrupted';
  return [`Traffic: ${level}.`, ...reasons.map((reason) => `  ${reason}`)];
}
