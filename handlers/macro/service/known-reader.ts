import { at, type Findings } from '../../template-language/findings';
import { isIntrinsic, isNoValue } from '../../template-language/intrinsics';
import { isObject, type Json, type JsonObject, typeName } from '../../template-language/json';
import { didYouMean, nearest } from '../../template-language/nearest';
import type { Resolver } from '../../template-language/resolver';

/** Reads what must be known when the macro runs, and notes what is not known. */
export class KnownReader {
  protected readonly resolver: Resolver;
  protected readonly findings: Findings;
  protected readonly used: boolean;

  /**
   * @param used whether the values are in use, as conditions decide. If not, only literals are checked, not what parameters
   * and other functions resolve to: an optional parameter is empty then.
   */
  constructor(resolver: Resolver, findings: Findings, used = true) {
    this.resolver = resolver;
    this.findings = findings;
    this.used = used;
  }

  /** An object, with its `Fn::If`s decided; undefined when it is absent or not an object. */
  object(given: Json, path: string): { value: JsonObject; path: string } | undefined {
    const found = this.chosen(given, path, (value, where) => [value, where]);
    if (!Array.isArray(found)) return undefined;
    const [value, where] = found;
    if (isObject(value) && typeof where === 'string') return { value, path: where };
    return this.fail(typeof where === 'string' ? where : path, `must be an object, not ${typeName(value)}`);
  }

  /** What a value resolves to; undefined, with a finding, when that is not known. */
  known(given: Json, path: string): { value: Json | undefined } | undefined {
    if (!this.held(given)) return undefined;
    const result = this.resolver.resolve(given);
    return result.known ? { value: result.value } : this.undecided(path, result.why);
  }

  /** Whether a value is absent, or resolves to nothing. */
  absent(given: Json | undefined): boolean {
    if (given === undefined) return true;
    const result = this.resolver.resolve(given);
    return result.known && result.value === undefined;
  }

  /** Whether a value is checked: a literal always, a function only when it is in use. */
  held(given: Json): boolean {
    return this.used || !isIntrinsic(given);
  }

  /**
   * Notes every member whose name does not exist.
   * @param refused why there are no members of these names
   */
  unknown(
    names: readonly string[],
    object: JsonObject,
    path: string,
    refused: Readonly<Record<string, string>> = {},
  ): void {
    for (const key of Object.keys(object)) {
      const why = Object.hasOwn(refused, key) ? refused[key] : undefined;
      if (why !== undefined) this.fail(at(path, key), why);
      else if (!names.includes(key)) this.#unknownProperty(key, names, path);
    }
  }

  /** Reads a list or an object inside `Fn::If`s, which must be decided; any other function must resolve to one. */
  chosen<T>(given: Json, path: string, read: (value: Json, path: string) => T): T | undefined {
    const taken = this.resolver.branch(given);
    if (taken !== undefined) {
      if (!taken.known) return this.undecided(path, taken.why);
      if (isNoValue(taken.value)) return undefined;
      return this.chosen(taken.value, at(at(path, 'Fn::If'), taken.index), read);
    }
    if (!isIntrinsic(given)) return read(given, path);
    if (!this.used) return undefined;
    const result = this.resolver.resolve(given);
    if (!result.known) return this.undecided(path, result.why);
    return result.value === undefined ? undefined : read(result.value, path);
  }

  #unknownProperty(key: string, names: readonly string[], path: string): void {
    const known = nearest(key, names) === undefined ? `; the properties here are ${names.join(', ')}` : '';
    this.findings.add(at(path, key), `is not a property of Express::Service${didYouMean(key, names)}${known}`);
  }

  undecided(path: string, why: string): undefined {
    return this.fail(path, UNDECIDED + why);
  }

  fail(path: string, message: string): undefined {
    this.findings.add(path, message);
    return undefined;
  }
}

/** The start of the finding about a value that must be known and is not. */
export const UNDECIDED = 'decides what is generated, so it must be known when the macro runs, but ';
