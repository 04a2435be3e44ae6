import { UserError } from '../user-error';
import type { Certainty } from './certainty';
import type { PlannedChange } from './changes';
import type { ResolvedResource, ResolvedTemplate } from './resolve';
import { referencesIn, targetOf } from './unknown-values';

export type Phase = 'update' | 'clean-up';

/** One thing that CloudFormation does during an update. */
export interface PlanStep {
  phase: Phase;
  does: 'create' | 'update' | 'replace' | 'delete' | 'retain';
  logicalId: string;
  type: string;
  certainty: Certainty;
  /** The logical ids of the steps of the same phase that must end before this one begins. */
  after: readonly string[];
}

/**
 * The changes in CloudFormation's order. First everything is created, updated and replaced, each resource after those
 * that it depends on. When all of that has succeeded, the clean-up deletes what is left over, dependants first. Steps
 * that no dependency orders happen at the same time.
 * @throws UserError for circular dependencies
 */
export function stepsOf(
  changes: readonly PlannedChange[],
  before: ResolvedTemplate,
  after: ResolvedTemplate,
): PlanStep[] {
  const forward = changes.filter(({ action }) => action !== 'delete');
  const leftovers = changes.flatMap(({ leftover, ...change }) =>
    leftover === undefined ? [] : [{ ...change, certainty: leftover.certainty }],
  );
  const needs = graphOf(after.resources);
  const needed = reversed(graphOf(before.resources));
  return [
    ...inOrder('update', forward, needs, (change) => (change.action === 'delete' ? 'update' : change.action)),
    ...inOrder('clean-up', leftovers, needed, (change) => (change.retained ? 'retain' : 'delete')),
  ];
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

function graphOf(resources: ReadonlyMap<string, ResolvedResource>): Graph {
  const edges = [...resources.values()].map(({ logicalId, dependsOn, properties }) => {
    const referred = referencesIn(properties).map((name) => targetOf(name).logicalId);
    return [logicalId, new Set([...dependsOn, ...referred].filter((id) => resources.has(id)))] as const;
  });
  return new Map(edges);
}

function reversed(graph: Graph): Graph {
  const result = new Map([...graph.keys()].map((id): [string, Set<string>] => [id, new Set()]));
  for (const [id, needs] of graph) for (const other of needs) result.get(other)?.add(id);
  return result;
}

function inOrder(
  phase: Phase,
  changes: readonly PlannedChange[],
  graph: Graph,
  does: (change: PlannedChange) => PlanStep['does'],
): PlanStep[] {
  const byId = new Map(changes.map((change) => [change.logicalId, change]));
  return topologicalOrder(graph).flatMap((logicalId): PlanStep[] => {
    const change = byId.get(logicalId);
    if (change === undefined) return [];
    const { type, certainty } = change;
    // Dependencies count through resources that do not change, too.
    const after = [...reachable(graph, logicalId)].filter((id) => byId.has(id));
    return [{ phase, does: does(change), logicalId, type, certainty, after }];
  });
}

function reachable(graph: Graph, from: string): Set<string> {
  const found = new Set<string>();
  const waiting = [...(graph.get(from) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...(graph.get(next) ?? []));
  }
  return found;
}

/** Each name after those that it depends on, otherwise in the template's order. @throws UserError for a circle */
function topologicalOrder(graph: Graph): string[] {
  const order = new Set<string>();
  let waiting = [...graph.keys()];
  while (waiting.length > 0) {
    const ready = waiting.filter((id) => [...(graph.get(id) ?? [])].every((other) => order.has(other)));
    if (ready.length === 0) throw new UserError(`Circular dependency between ${waiting.join(', ')}.`);
    for (const id of ready) order.add(id);
    waiting = waiting.filter((id) => !order.has(id));
  }
  return [...order];
}
