/** All functions, by their ARN. */

import { randomUUID } from 'node:crypto';
import { partitionOf } from '../../../handlers/template-language/region';
import { AwsError } from '../wire/errors';
import type { LocalWorld } from '../world';
import { resourceConflict, resourceNotFound } from './errors';
import type { FunctionCode, FunctionSettings, LambdaFunction } from './function';

export class FunctionStore {
  readonly #functions = new Map<string, LambdaFunction>();

  constructor(readonly world: LocalWorld) {}

  /** @throws AwsError ResourceConflictException (409) if the name is taken */
  add(region: string, name: string, settings: FunctionSettings, code: FunctionCode): LambdaFunction {
    const arn = `arn:${partitionOf(region)}:lambda:${region}:${this.world.accountId}:function:${name}`;
    if (this.#functions.has(arn)) throw resourceConflict(`Function already exist: ${name}`);
    const fn: LambdaFunction = {
      name,
      region,
      arn,
      settings,
      code,
      lastModified: this.world.now(),
      revisionId: randomUUID(),
      tags: {},
      policy: new Map(),
      recursiveLoop: 'Terminate',
    };
    this.#functions.set(arn, fn);
    return fn;
  }

  /** Gives a function other settings or code. The result is a new object, so that running invocations keep the old one. */
  change(fn: LambdaFunction, change: Partial<LambdaFunction>): LambdaFunction {
    const changed = { ...fn, ...change, lastModified: this.world.now(), revisionId: randomUUID() };
    this.#functions.set(fn.arn, changed);
    return changed;
  }

  /**
   * @param reference a name, an ARN or the end of one, as the API takes them
   * @throws AwsError ResourceNotFoundException (404)
   */
  get(region: string, reference: string): LambdaFunction {
    const arn = this.arnOf(region, reference);
    const fn = this.#functions.get(arn);
    if (fn === undefined) throw resourceNotFound(`Function not found: ${arn}`);
    return fn;
  }

  /** The function with that ARN as it is now; undefined if there is none. */
  find(arn: string): LambdaFunction | undefined {
    return this.#functions.get(arn);
  }

  delete(fn: LambdaFunction): void {
    this.#functions.delete(fn.arn);
  }

  list(region: string): LambdaFunction[] {
    return [...this.#functions.values()]
      .filter((fn) => fn.region === region)
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** The ARN, without a qualifier, of the function that a reference names. */
  arnOf(region: string, reference: string): string {
    const [, arnRegion, , name] =
      /^(?:arn:aws[a-z-]*:lambda:([a-z0-9-]+):)?(?:(\d{12}):)?(?:function:)?([\w-]+)(?::(?:\$LATEST|[\w-]+))?$/.exec(
        reference,
      ) ?? [];
    if (name === undefined) {
      const message = `Value '${reference}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern of a function name or ARN`;
      throw new AwsError('ValidationException', `1 validation error detected: ${message}`);
    }
    return `arn:${partitionOf(arnRegion ?? region)}:lambda:${arnRegion ?? region}:${this.world.accountId}:function:${name}`;
  }
}
