import { at, type Findings } from '../../template-language/findings';
import { isScalar, type Json, type JsonObject, put, textOf, typeName } from '../../template-language/json';
import { MOST_OUTPUTS, MOST_RESOURCES } from '../../template-language/limits';
import { isLoop, type Loop, type LoopSection, readLoop } from '../../template-language/loop';
import type { Resolver } from '../../template-language/resolver';
import type { ExpansionContext } from '../spec';
import { holdsBlock } from '../template/shape';
import { type Iteration, leftover, OUTSIDE_LOOPS } from './iteration';
import { LoopLimitError } from './limits';
import { holdsNeighbour, ownerOf } from './relevance';
import { IdentifierReplacer } from './replacer';
import { SourcePaths } from './source-paths';

/** An object to which loops add members. */
interface Target {
  members: JsonObject;
  path: string;
  /** The names of its members that are not made by loops. */
  literal: ReadonlySet<string>;
  section: LoopSection | undefined;
}

const MOST: Readonly<Record<LoopSection, number>> = {
  Conditions: Number.POSITIVE_INFINITY,
  Resources: MOST_RESOURCES,
  Outputs: MOST_OUTPUTS,
};

/** Expands loops as AWS::LanguageExtensions does. `sourcePaths` translates the paths of findings to the template. */
export class Unroller {
  readonly sourcePaths = new SourcePaths();
  readonly #replacer: IdentifierReplacer;
  readonly #resolver: Resolver;
  readonly #findings: Findings;
  readonly #warnings: Findings;
  /** Blocks outside loops. */
  readonly #blocks: readonly string[];
  /** How many entries loops made in each section. */
  readonly #made = new Map<LoopSection, number>();

  /** @param context its resolver knows parameters and mappings, which no loop makes */
  constructor(blocks: readonly string[], { resolver, findings, warnings }: ExpansionContext) {
    this.#blocks = blocks;
    this.#resolver = resolver;
    this.#replacer = new IdentifierReplacer(resolver, (object, path, iteration) =>
      this.#object(object, path, iteration),
    );
    this.#findings = findings;
    this.#warnings = warnings;
  }

  /** What functions refer to by a name or an attribute that a loop made, as `LogicalId.Attribute`. */
  get asked(): readonly string[] {
    return [...this.#replacer.asked];
  }

  /**
   * A section of a template without its loops, except those whose collection is not known yet.
   * @throws LoopLimitError when the loops would make too much
   */
  section(section: JsonObject, name: LoopSection): JsonObject {
    return this.#object(section, name, OUTSIDE_LOOPS, name);
  }

  #object(object: JsonObject, path: string, iteration: Iteration, section?: LoopSection): JsonObject {
    const keys = Object.keys(object);
    const literal = keys.some(isLoop)
      ? new Set(keys.filter((key) => !isLoop(key)).map((key) => this.#replacer.text(key, iteration)))
      : new Set<string>();
    const target = { members: {}, path, literal, section };
    this.#spread(object, path, target, iteration);
    return target.members;
  }

  /** Adds the members of an object, or of one iteration of a loop, to the object that they belong to. */
  #spread(source: JsonObject, from: string, target: Target, iteration: Iteration): void {
    for (const key of Object.keys(source)) {
      const place = at(from, key);
      const value = source[key] ?? null;
      if (isLoop(key)) {
        this.#loop(key, value, place, target, iteration);
        continue;
      }
      const name = this.#replacer.text(key, iteration);
      const path = at(target.path, name);
      const made = from !== target.path;
      if (made || name !== key) {
        if (!this.#fits(name, place, target, made)) continue;
        this.sourcePaths.record(path, place, iteration);
      }
      const filled = this.#replacer.value(value, path, iteration);
      const named = key === 'Condition' && iteration.size > 0 ? this.#replacer.nameOf(filled) : filled;
      if (named !== undefined) put(target.members, name, named);
    }
  }

  /** Whether an entry that a loop makes or names is allowed. */
  #fits(name: string, place: string, target: Target, made: boolean): boolean {
    const wrong = target.section === undefined ? undefined : wrongId(name);
    if (wrong !== undefined) this.#findings.add(place, wrong);
    else if ((made && target.literal.has(name)) || Object.hasOwn(target.members, name)) {
      this.#findings.add(place, `makes ${name}, but that name is already taken`);
    } else {
      if (target.section !== undefined) this.#count(target.section);
      return true;
    }
    return false;
  }

  #count(section: LoopSection): void {
    const made = (this.#made.get(section) ?? 0) + 1;
    this.#made.set(section, made);
    if (made > MOST[section]) {
      const what = section.toLowerCase();
      throw new LoopLimitError(`makes more than ${MOST[section]} ${what}, the most that CloudFormation allows`);
    }
  }

  #loop(key: string, value: Json, path: string, target: Target, iteration: Iteration): void {
    const loop = readLoop(value);
    if ('wrong' in loop) return;
    try {
      const items = this.#items(loop, path, iteration);
      if ('known' in items) this.#rounds(loop, items.known, path, target, iteration);
      else {
        const needed = this.#needed(value, path, iteration);
        const must = 'its collection must be known when the macro runs';
        if (needed !== undefined) this.#findings.add(path, `${needed}, so ${must}, but ${items.why}`);
        else this.#leave(key, value, path, target, items.why);
      }
    } catch (error) {
      // The finding names the outermost of the loops that make too much together.
      if (!(error instanceof LoopLimitError) || iteration.size > 0) throw error;
      this.#findings.add(path, error.message);
      throw error;
    }
  }

  /** Leaves the loop to CloudFormation. */
  #leave(key: string, value: Json, path: string, target: Target, why: string): void {
    put(target.members, key, value);
    if (path.startsWith('Resources.') && holdsNeighbour(value)) {
      this.#warnings.add(path, `makes what services may depend on, but they do not wait for it, because ${why}`);
    }
  }

  #rounds(loop: Loop, items: readonly string[], path: string, target: Target, iteration: Iteration): void {
    if (items.length === 0 && holdsBlock(loop.body)) {
      this.#warnings.add(path, 'has an empty collection, so it makes no service');
    }
    for (const [index, item] of items.entries()) {
      const inner = new Map(iteration).set(loop.identifier, item);
      // Each iteration has its own path, so that a finding in the body can name the item.
      const round = `${path}[${index}]`;
      this.sourcePaths.record(round, at(path, 2), inner);
      this.#spread(loop.body, round, target, inner);
    }
  }

  /** The items of a loop as texts, without those that are not scalars; or why they are not known. */
  #items({ collection }: Loop, path: string, iteration: Iteration): { known: string[] } | { why: string } {
    const place = at(path, 1);
    this.#replacer.limits.rounds(Array.isArray(collection) ? collection.length : 1);
    const result = this.#resolver.resolve(this.#replacer.value(collection, place, iteration));
    if (!result.known) return { why: result.why };
    if (!Array.isArray(result.value)) {
      const hint = 'a parameter of type CommaDelimitedList gives one';
      this.#findings.add(place, `must be a list of items, not ${typeName(result.value)}; ${hint}`);
      return { known: [] };
    }
    this.#replacer.limits.rounds(result.value.length);
    const known = result.value.filter(isItem).map(textOf);
    for (const [index, item] of result.value.entries()) {
      if (!isItem(item)) this.#findings.add(at(place, index), `must be a single value, not ${typeName(item)}`);
    }
    return { known };
  }

  /** Why a loop cannot be left to CloudFormation; undefined when it can. */
  #needed(value: Json, path: string, iteration: Iteration): string | undefined {
    if (path.startsWith('Resources.') && holdsBlock(value)) return 'makes services';
    if (iteration.size > 0) return 'stands in a loop that this macro expands';
    return ownerOf(path, this.#blocks) === undefined ? undefined : 'is part of a service';
  }
}

/** JSON has no infinite number (1e999). */
const isItem = (item: Json): boolean => isScalar(item) && (typeof item !== 'number' || Number.isFinite(item));

function wrongId(name: string): string | undefined {
  const unknown = leftover(name);
  if (unknown !== undefined) return `has ${unknown} in its name, but no loop around it has that identifier`;
  if (/^[A-Za-z0-9]+$/.test(name)) return undefined;
  const mend = 'write &{…} for the letters and digits of an item';
  return `makes ${JSON.stringify(name)}, but a logical id has only letters and digits, and at least one; ${mend}`;
}
