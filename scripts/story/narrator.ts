import { inspect, isDeepStrictEqual } from 'node:util';

/** Something in the story was not as it should be. */
export class StoryError extends Error {
  override name = 'StoryError';
}

/** States what must be so. @throws StoryError with what was expected and what was found */
export type Check = (claim: string, found: unknown, expected: unknown) => void;

/** Tells the story step by step. */
export interface Narrator {
  /** A step: its title, what happens in it, and the seconds that it took. */
  step<T>(title: string, happen: () => Promise<T>): Promise<T>;
  /** A line within a step. */
  line(text: string): void;
  check: Check;
}

/**
 * @param write takes lines, newline included
 * @param now milliseconds of a clock that never goes back
 */
export function createNarrator(write: (text: string) => void, now: () => number): Narrator {
  let steps = 0;
  const line = (text: string): void => write(`   ${text}\n`);
  return {
    line,
    async step(title, happen) {
      const began = now();
      write(`\n${++steps}. ${title}\n`);
      const result = await happen();
      line(`${((now() - began) / 1000).toFixed(1)} s`);
      return result;
    },
    check(claim, found, expected) {
      if (isDeepStrictEqual(found, expected)) return line(`✓ ${claim}`);
      line(`✗ ${claim}`);
      throw new StoryError(`${claim}\n  expected: ${show(expected)}\n  found:    ${show(found)}`);
    },
  };
}

const show = (value: unknown): string =>
  inspect(value, { depth: 6, breakLength: 110 }).replaceAll('\n', '\n            ');
