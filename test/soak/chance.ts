import { createHash } from 'node:crypto';

/**
 * Repeatable chance. It depends on a seed and on what it is about, and not on the order of the questions. So a request
 * meets the same faults in every soak with this seed, whatever other requests do in between.
 */
export class Chance {
  constructor(readonly seed: string) {}

  /** A number from 0 up to 1 for what these words name. */
  number(...about: readonly (string | number)[]): number {
    return this.#digest(about).readUIntBE(0, 6) / 2 ** 48;
  }

  /** A whole number from 0 up to `below`. */
  whole(below: number, ...about: readonly (string | number)[]): number {
    return Math.floor(this.number(...about) * below);
  }

  /** One of the names, each as often as its weight says. */
  choose<T extends string>(weights: Readonly<Record<T, number>>, ...about: readonly (string | number)[]): T {
    const entries = Object.entries(weights) as [T, number][];
    let left = this.number(...about) * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    throw new RangeError('There is nothing to choose from');
  }

  /** A UUID. */
  uuid(...about: readonly (string | number)[]): string {
    const hex = this.#digest(about).toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  }

  #digest(about: readonly (string | number)[]): Buffer {
    return createHash('sha256')
      .update(JSON.stringify([this.seed, ...about]))
      .digest();
  }
}
