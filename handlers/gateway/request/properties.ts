import type { Scheme } from '../../contract';
import { InvalidPropertyError } from '../world/errors';

/**
 * Reads a custom resource's properties as CloudFormation sends them. Scalars are strings, and any property may be
 * missing: templates that an old version expanded keep sending the old shapes for years.
 */
export class Properties {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>> = {}) {
    this.#values = values;
  }

  /** @returns undefined if missing or empty. @throws InvalidPropertyError if it is not a scalar */
  text(name: string): string | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'object') throw new InvalidPropertyError(`${name} must be a string`);
    return String(value);
  }

  /** @throws InvalidPropertyError if it is missing */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new InvalidPropertyError(`${name} is missing`);
    return value;
  }

  /** A list. A single value, or a string with commas, is read as a list. @returns undefined if missing or empty */
  list(name: string): string[] | undefined {
    const value = this.#values[name];
    const parts = Array.isArray(value) ? value : (this.text(name)?.split(',') ?? []);
    const texts = parts.map((part: unknown) => String(part ?? '').trim()).filter((part) => part !== '');
    return texts.length > 0 ? texts : undefined;
  }

  /** Whether it is a list without values, as a parameter without a value is: `[]`, `['']` or an empty text. */
  isEmptyList(name: string): boolean {
    const value = this.#values[name];
    return value !== undefined && value !== null && this.list(name) === undefined;
  }

  /** @throws InvalidPropertyError if it is not a whole number between `least` and `most` */
  whole(name: string, least: number, most: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new InvalidPropertyError(
        `${name} must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}`,
      );
    }
    return number;
  }

  /** @throws InvalidPropertyError if the value is not one of those allowed */
  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.text(name);
    const found = allowed.find((one) => one === value);
    if (value !== undefined && found === undefined) {
      throw new InvalidPropertyError(`${name} must be ${allowed.join(' or ')}, not ${JSON.stringify(value)}`);
    }
    return found;
  }

  flag(name: string): boolean {
    return this.text(name)?.toLowerCase() === 'true';
  }
}

export const SCHEMES: readonly Scheme[] = ['internet-facing', 'internal'];
