import { isDeepStrictEqual } from 'node:util';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { isObject, type Json, type JsonObject } from '../../../handlers/template-language/json';
import type { ResolvedResource, ResolvedTemplate } from '../../../scripts/plan/resolve';
import { referencesIn, targetOf } from '../../../scripts/plan/unknown-values';
import { attributeOf, physicalIdOf } from './gateway-model';
import type { ModelResource } from './model-resource';

/** What an update did to a resource. */
export type ModelAction = 'create' | 'update' | 'replace' | 'delete' | 'retain';

/**
 * Called before and after each step with everything that exists at that moment. @throws Error for a broken rule
 * @param during the resource that the step changes, before and after
 */
export type Observer = (
  alive: readonly ModelResource[],
  step: string,
  during?: { before: ModelResource; after: ModelResource },
) => void;

/** Picks an index below `count`. */
export type Choose = (count: number) => number;

const spec = loadAwsServiceSpecSync();
const createOnly = new Map<string, ReadonlySet<string>>();

/** The create-only properties of a type, from AWS's schema. */
function createOnlyOf(type: string): ReadonlySet<string> {
  const known = createOnly.get(type);
  if (known !== undefined) return known;
  const [resource] = spec.lookup('resource', 'cloudFormationType', 'equals', type);
  const names = Object.entries(resource?.properties ?? {}).filter(
    ([, { causesReplacement }]) => causesReplacement === 'yes',
  );
  const found = new Set(names.map(([name]) => name));
  createOnly.set(type, found);
  return found;
}

/**
 * A model of CloudFormation's updates. It resolves the properties of a resource when its turn comes, compares them with
 * the existing ones, and creates, updates or replaces the resource. At the end it deletes what is left over. It does
 * not use the code of plans.
 */
export class UpdateModel {
  readonly #current = new Map<string, ModelResource>();
  readonly #leftovers: ModelResource[] = [];
  readonly #retained: ModelResource[] = [];
  #made = 0;
  /** Replace it to watch the steps. */
  observe: Observer = () => {};

  /** Everything that exists, including what the stack has left behind. */
  get alive(): readonly ModelResource[] {
    return [...this.#current.values(), ...this.#leftovers, ...this.#retained];
  }

  get(logicalId: string): ModelResource | undefined {
    return this.#current.get(logicalId);
  }

  /**
   * @param choose picks the order of steps that may happen at the same time
   * @param failAfter the number of steps after which the update fails and is rolled back to `before`
   * @returns what was done to each resource; unchanged resources are absent
   */
  update(
    before: ResolvedTemplate,
    after: ResolvedTemplate,
    choose: Choose,
    failAfter = Number.POSITIVE_INFINITY,
  ): Map<string, ModelAction[]> {
    const actions = new Map<string, ModelAction[]>();
    const old = new Map(this.#current);
    let steps = 0;
    for (const resource of inSomeOrder(after, dependenciesOf(after), choose)) {
      if (steps++ >= failAfter) {
        this.#rollBack(before, old, choose);
        return actions;
      }
      const action = this.#make(resource);
      if (action !== undefined) actions.set(resource.logicalId, [action]);
    }
    for (const [logicalId, physical] of this.#current) {
      if (after.resources.has(logicalId)) continue;
      this.#current.delete(logicalId);
      this.#leftovers.push(physical);
    }
    const kept = (logicalId: string): boolean => {
      const resource = after.resources.get(logicalId);
      const policy = resource?.updateReplacePolicy ?? before.resources.get(logicalId)?.deletionPolicy;
      return policy?.startsWith('Retain') === true;
    };
    this.#cleanUp(before, choose, (logicalId) => {
      const action = kept(logicalId) ? 'retain' : 'delete';
      actions.set(logicalId, [...(actions.get(logicalId) ?? []), action]);
      return action;
    });
    return actions;
  }

  #make(resource: ResolvedResource): ModelAction | undefined {
    const { logicalId, type } = resource;
    const properties = this.resolved(resource.properties) as JsonObject;
    const old = this.#current.get(logicalId);
    if (old !== undefined && isDeepStrictEqual(old.properties, properties)) return undefined;
    const id = this.#idFor(old, type, logicalId, properties);
    const next: ModelResource = { id, logicalId, type, properties };
    if (old !== undefined) {
      this.observe([...this.alive, next], `while ${logicalId} changes`, { before: old, after: next });
    }
    this.#current.set(logicalId, next);
    if (old !== undefined && old.id !== id) this.#leftovers.push(old);
    this.observe(this.alive, `after ${logicalId}`);
    if (old === undefined) return 'create';
    return old.id === id ? 'update' : 'replace';
  }

  #idFor(old: ModelResource | undefined, type: string, logicalId: string, properties: JsonObject): string {
    const fresh = `${logicalId}#${++this.#made}`;
    if (type.startsWith('Custom::')) return physicalIdOf(type, fresh, properties, old);
    const replaced = [...createOnlyOf(type)].some(
      (name) => !isDeepStrictEqual(old?.properties[name], properties[name]),
    );
    return old === undefined || replaced ? fresh : old.id;
  }

  /** Restores everything in the order of the old template, then deletes what was created. */
  #rollBack(before: ResolvedTemplate, old: ReadonlyMap<string, ModelResource>, choose: Choose): void {
    const made = [...this.#current.values()].filter(({ logicalId, id }) => old.get(logicalId)?.id !== id);
    this.#leftovers.push(...made.filter(({ logicalId }) => !old.has(logicalId)));
    for (const { logicalId } of made) if (!old.has(logicalId)) this.#current.delete(logicalId);
    for (const { logicalId } of inSomeOrder(before, dependenciesOf(before), choose)) {
      const [was, is] = [old.get(logicalId), this.#current.get(logicalId)];
      if (was === undefined || is === undefined || was === is) continue;
      if (was.id !== is.id) {
        this.#leftovers.splice(this.#leftovers.indexOf(was), 1);
        this.#leftovers.push(is);
      }
      this.observe([...this.alive, was], `while ${logicalId} is rolled back`, { before: is, after: was });
      this.#current.set(logicalId, was);
      this.observe(this.alive, `after ${logicalId} was rolled back`);
    }
    this.#cleanUp(before, choose, () => 'delete');
  }

  #cleanUp(order: ResolvedTemplate, choose: Choose, decide: (logicalId: string) => ModelAction): void {
    const needed = reversed(dependenciesOf(order));
    const sorted = inSomeOrder(order, needed, choose).map(({ logicalId }) => logicalId);
    const rank = (logicalId: string): number => sorted.indexOf(logicalId);
    for (const leftover of [...this.#leftovers].sort((a, b) => rank(a.logicalId) - rank(b.logicalId))) {
      this.#leftovers.splice(this.#leftovers.indexOf(leftover), 1);
      if (decide(leftover.logicalId) === 'retain') this.#retained.push(leftover);
      this.observe(this.alive, `after the old ${leftover.logicalId} went`);
    }
  }

  /** A resolved value with every reference replaced by what it names now. */
  resolved(value: Json): Json {
    if (Array.isArray(value)) return value.map((item) => this.resolved(item));
    if (!isObject(value)) return typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
    if (typeof value.Reference === 'string') return this.#referred(value.Reference);
    if (Array.isArray(value.Concatenation)) {
      return value.Concatenation.map((part) => String(this.resolved(part))).join('');
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolved(item)]));
  }

  #referred(name: string): Json {
    const { logicalId, attribute } = targetOf(name);
    const physical = this.#current.get(logicalId);
    if (physical === undefined) return name;
    return attribute === undefined ? physical.id : attributeOf(physical, attribute);
  }
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

const dependenciesOf = ({ resources }: ResolvedTemplate): Graph =>
  new Map(
    [...resources.values()].map(({ logicalId, dependsOn, properties }) => {
      const referred = referencesIn(properties).map((name) => targetOf(name).logicalId);
      return [logicalId, new Set([...dependsOn, ...referred].filter((id) => resources.has(id)))];
    }),
  );

function reversed(graph: Graph): Graph {
  const result = new Map([...graph.keys()].map((id): [string, Set<string>] => [id, new Set()]));
  for (const [id, needs] of graph) for (const other of needs) result.get(other)?.add(id);
  return result;
}

function inSomeOrder({ resources }: ResolvedTemplate, graph: Graph, choose: Choose): ResolvedResource[] {
  const waiting = new Map(resources);
  const order: ResolvedResource[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ logicalId }) =>
      [...(graph.get(logicalId) ?? [])].every((other) => !waiting.has(other)),
    );
    const next = ready[choose(ready.length)];
    if (next === undefined) throw new Error('circular dependency');
    waiting.delete(next.logicalId);
    order.push(next);
  }
  return order;
}
