import { at, type Finding } from '../../../handlers/template-language/findings';
import { namesIn } from '../../../handlers/template-language/graph';
import { functionOf } from '../../../handlers/template-language/intrinsics';
import { type Json, type JsonObject, member } from '../../../handlers/template-language/json';
import { entriesOf, entryNames } from '../entries';

type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * Finds resources that depend on themselves, directly or through others. Conditional resources and references in the
 * branches of an `Fn::If` are ignored, because they may be absent.
 * @param processed undefined if the macro refused the template; then only DependsOn counts
 */
export function circles(source: JsonObject, processed: JsonObject | undefined): Finding[] {
  const graph = graphOf((processed ?? source).Resources, processed !== undefined);
  // The resources of a service are not in the source, so a circle is reported at a resource that is. Each is reported
  // once.
  const own = entryNames(source.Resources);
  const told = new Set<string>();
  return own.flatMap((id) => {
    const circle = wayBack(id, graph);
    if (circle === undefined || circle.some((one) => told.has(one))) return [];
    for (const one of circle) told.add(one);
    return [{ path: at('Resources', id), message: sentenceOf(circle) }];
  });
}

function graphOf(resources: Json | undefined, references: boolean): Graph {
  const certain = entriesOf(resources).filter(([, resource]) => member(resource, 'Condition') === undefined);
  const ids = new Set(certain.map(([id]) => id));
  return new Map(
    certain.map(([id, resource]) => {
      const dependsOn = [member(resource, 'DependsOn') ?? []].flat();
      const names = references ? namesIn(withoutBranches(member(resource, 'Properties') ?? null)) : [];
      return [id, [...new Set([...dependsOn, ...names])].filter((name) => typeof name === 'string' && ids.has(name))];
    }),
  ) as Graph;
}

function withoutBranches(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutBranches);
  if (functionOf(value) === 'Fn::If') return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutBranches(item)]));
}

/** The shortest path from a resource back to itself, without its end; undefined if there is none. */
function wayBack(start: string, graph: Graph): string[] | undefined {
  const before = new Map<string, string>();
  const queue = [start];
  for (const id of queue) {
    for (const next of graph.get(id) ?? []) {
      if (next === start) return trail(id, start, before);
      if (before.has(next)) continue;
      before.set(next, id);
      queue.push(next);
    }
  }
  return undefined;
}

function trail(end: string, start: string, before: ReadonlyMap<string, string>): string[] {
  const way = [end];
  for (let id = end; id !== start; ) {
    id = before.get(id) ?? start;
    way.unshift(id);
  }
  return way;
}

/** "A waits for B, B for A". */
function sentenceOf([first = '', ...rest]: readonly string[]): string {
  if (rest.length === 0) return 'depends on itself';
  const [second = '', ...others] = [...rest, first];
  const steps = others.map((id, index) => `${rest[index]} for ${id}`);
  return `depends on itself: ${[`${first} waits for ${second}`, ...steps].join(', ')}`;
}
