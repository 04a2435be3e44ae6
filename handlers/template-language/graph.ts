import { getAttArguments, isIntrinsic, subArguments, subParts } from './intrinsics';
import { isObject, type Json, type JsonObject, member, textOf } from './json';

/** Which resources of a template depend on which others, by logical id. */
export class DependencyGraph {
  readonly #edges = new Map<string, Set<string>>();

  /** @param owners the block of each generated logical id: to depend on a part is to depend on its block */
  constructor(resources: JsonObject, owners: ReadonlyMap<string, string>) {
    for (const [id, resource] of Object.entries(resources)) {
      const names = namesIn(resource);
      const dependsOn = member(resource, 'DependsOn') ?? [];
      for (const name of Array.isArray(dependsOn) ? dependsOn : [dependsOn]) names.add(textOf(name));
      this.#edges.set(id, new Set([...names].map((name) => owners.get(name) ?? name)));
    }
  }

  /** Makes one resource depend on another, unless that would close a circle. @returns whether it did */
  add(from: string, to: string): boolean {
    if (this.reaches(to, from)) return false;
    this.#edges.set(from, (this.#edges.get(from) ?? new Set()).add(to));
    return true;
  }

  /** Whether a resource depends on another one, directly or through others. */
  reaches(from: string, to: string): boolean {
    const seen = new Set([from]);
    for (const id of seen) {
      if (id === to) return true;
      for (const next of this.#edges.get(id) ?? []) seen.add(next);
    }
    return false;
  }
}

/** The names of everything that the functions in a value refer to. */
export function namesIn(value: Json, names = new Set<string>()): Set<string> {
  if (isIntrinsic(value)) {
    const target = value.Ref ?? getAttArguments(value['Fn::GetAtt'])?.logicalId;
    if (typeof target === 'string') names.add(target);
    const parsed = subArguments(value['Fn::Sub']);
    for (const part of subParts(parsed?.text ?? '')) {
      if ('variable' in part && !Object.hasOwn(parsed?.variables ?? {}, part.variable)) {
        names.add(part.variable.split('.')[0] ?? '');
      }
    }
  }
  const items = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  for (const item of items) namesIn(item, names);
  return names;
}
