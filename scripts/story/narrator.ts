import { inspect, isDeepStrictEqual } from 'node:util';

/** A check of the story has failed. */
export class StoryError extends Error {
  override name = 'StoryError';
}

/** Tells a claim that must hold. @throws StoryError with what was expected and what was found */
export type Check = (claim: string, found: unknown, expected: unknown) => void;

/** Tells the story step by step. */
export interface Narrator {
  /** Tells a step: its title, what happens in it, and how many seconds it took. */
  step<T>(title: string, happen: () => Promise<T>): Promise<T>;
  /** Tells a line within a step. */
  line(text: string): void;
  check: Check;
  /** Tells a number that must lie between two others. @throws StoryError if it does not */
  range(claim: string, found: number, least: number, most: number): void;
}

/**
 * @param write takes lines that end with a newline
 * @param now returns the milliseconds of a clock that never goes back
 */
export function createNarrator(write: (text: string) => void, now: () => number): Narrator {
  let steps = 0;
  const line = (text: string): void => write(`   ${text}\n`);
  const tell = (claim: string, holds: boolean, expected: string, found: string): void => {
    line(`${holds ? '✓' : '✗'} ${claim}`);
    if (!holds) throw new StoryError(`${claim}\n  expected: ${expected}\n  found:    ${found}`);
  };
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
      tell(claim, isDeepStrictEqual(found, expected), show(expected), show(found));
    },
    range(claim, found, least, most) {
      const text = Number(found.toFixed(1)).toLocaleString('en');
      tell(`${claim}: ${text}`, found >= least && found <= most, `${least} to ${most}`, text);
    },
  };
}

const show = (value: unknown): string =>
  inspect(value, { depth: 6, breakLength: 110 }).replaceAll('\n', '\n            ');
