/**
 * 53 bits of a text: two multiplicative hashes of 32 bits, mixed. Among a million states, two share a fingerprint by
 * chance with a probability of 1 in 18,000.
 * @param seed the fingerprint of what came before: a chain of fingerprints stands for a whole history
 */
export function fingerprint(text: string, seed = 0): number {
  let one = 0xdeadbeef ^ seed;
  let two = 0x41c6ce57 ^ Math.floor(seed / 0x100000000);
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position);
    one = Math.imul(one ^ code, 0x9e3779b1);
    two = Math.imul(two ^ code, 0x5f356495);
  }
  one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(two ^ (two >>> 13), 0xc2b2ae35);
  two = Math.imul(two ^ (two >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return (two & 0x1fffff) * 0x100000000 + (one >>> 0);
}

/** The fingerprint of a set, whatever the order in which its members were added and taken away. */
export class Sum {
  #low = 0;
  #high = 0;

  /** Adds the fingerprint, or takes it away again. */
  toggle(one: number): void {
    this.#low ^= one | 0;
    this.#high ^= Math.floor(one / 0x100000000);
  }

  toString(): string {
    return `${this.#low},${this.#high}`;
  }

  copy(): Sum {
    const copy = new Sum();
    copy.#low = this.#low;
    copy.#high = this.#high;
    return copy;
  }
}

/** A generator of numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
}
