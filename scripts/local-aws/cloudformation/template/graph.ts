/** The order of resources that depend on each other. */
import { validationError } from '../../wire/errors';

/** Names, and for each the names that must come before it. Names that are not keys of the graph are ignored. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * The names, each after those that it depends on, and otherwise in the order of the graph.
 * @throws AwsError ValidationError that names every member of a circle, as in CloudFormation
 */
export function topologicalOrder(graph: Graph): string[] {
  const order: string[] = [];
  const placed = new Set<string>();
  let waiting = [...graph.keys()];
  while (waiting.length > 0) {
    const ready = waiting.filter((name) => dependencies(graph, name).every((other) => placed.has(other)));
    if (ready.length === 0) {
      throw validationError(`Circular dependency between resources: [${membersOfCircles(graph, waiting).join(', ')}]`);
    }
    for (const name of ready) placed.add(name);
    order.push(...ready);
    waiting = waiting.filter((name) => !placed.has(name));
  }
  return order;
}

/** The same names with every dependency reversed: for deletion. */
export function reversed(graph: Graph): Graph {
  const result = new Map<string, string[]>([...graph.keys()].map((name) => [name, []]));
  for (const name of graph.keys()) {
    for (const other of dependencies(graph, name)) result.get(other)?.push(name);
  }
  return result;
}

const dependencies = (graph: Graph, name: string): string[] =>
  (graph.get(name) ?? []).filter((other) => graph.has(other));

/** The names in a circle, without those that only depend on it. */
function membersOfCircles(graph: Graph, waiting: readonly string[]): string[] {
  const needed = (among: readonly string[]): string[] =>
    among.filter((name) => among.some((other) => dependencies(graph, other).includes(name)));
  let rest = waiting;
  for (let fewer = needed(rest); fewer.length < rest.length; fewer = needed(rest)) rest = fewer;
  return [...rest];
}
