import type { Finding } from '../../template-language/findings';
import { alphanumeric, type Iteration, OUTSIDE_LOOPS } from './iteration';

interface Origin {
  /** The path in the user's template. */
  path: string;
  iteration: Iteration;
}

/** One mistake, with the iterations in which it occurs. */
interface Mistake extends Finding {
  rounds: Iteration[];
}

/** A message names at most this many iterations. */
const MOST_NAMED = 3;

/** At most this many mistakes at one path are compared. Without a limit the comparison would take quadratic time. */
const MOST_COMPARED = 100;

/** Knows from which path in the user's template a loop made each part of the result. */
export class SourcePaths {
  readonly #origins = new Map<string, Origin>();

  /** Records that `path` is made from `of`, which may itself be a recorded path. */
  record(path: string, of: string, iteration: Iteration): void {
    this.#origins.set(path, { path: this.#locate(of).path, iteration });
  }

  /** The findings with paths in the user's template. The same mistake in several iterations becomes one finding. */
  told(findings: readonly Finding[]): Finding[] {
    const mistakes: Mistake[] = [];
    const byPath = new Map<string, Mistake[]>();
    for (const { path: made, message } of findings) {
      const { path, iteration } = this.#locate(made);
      const here = byPath.get(path) ?? [];
      byPath.set(path, here);
      const same = here.slice(0, MOST_COMPARED).find((other) => isSame(other, message, iteration));
      if (same !== undefined) {
        same.rounds.push(iteration);
        continue;
      }
      const mistake = { path, message, rounds: [iteration] };
      here.push(mistake);
      mistakes.push(mistake);
    }
    return mistakes.map(({ path, message, rounds }) => ({ path, message: message + named(rounds) }));
  }

  #locate(path: string): Origin {
    for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
      const origin = this.#origins.get(path.slice(0, end));
      if (origin !== undefined) return { path: origin.path + path.slice(end), iteration: origin.iteration };
    }
    return { path, iteration: OUTSIDE_LOOPS };
  }
}

function isSame({ message, rounds: [first] }: Mistake, other: string, iteration: Iteration): boolean {
  return first !== undefined && iteration.size > 0 && alike(message, words(first), other, words(iteration));
}

/** The forms in which the items of an iteration may appear in a message. */
const words = (iteration: Iteration): string[] => [...iteration.values()].flatMap((item) => [item, alphanumeric(item)]);

/** Whether two messages differ only in the words of their own iterations. */
function alike(one: string, own: readonly string[], other: string, others: readonly string[]): boolean {
  let [i, j] = [0, 0];
  while (i < one.length && j < other.length) {
    const word = own.findIndex((mine, k) => {
      const theirs = others[k] ?? '';
      return mine !== '' && theirs !== '' && one.startsWith(mine, i) && other.startsWith(theirs, j);
    });
    if (word < 0 && one[i] !== other[j]) return false;
    i += word < 0 ? 1 : (own[word] ?? '').length;
    j += word < 0 ? 1 : (others[word] ?? '').length;
  }
  return i === one.length && j === other.length;
}

/** ` (Name=A, Name=B and 2 more)`; empty for a finding outside loops. */
function named(rounds: readonly Iteration[]): string {
  const texts = rounds
    .filter(({ size }) => size > 0)
    .map((iteration) => [...iteration].map(([name, item]) => `${name}=${short(item)}`).join(' '));
  const more = texts.length > MOST_NAMED ? ` and ${texts.length - MOST_NAMED} more` : '';
  return texts.length === 0 ? '' : ` (${texts.slice(0, MOST_NAMED).join(', ')}${more})`;
}

const short = (item: string): string => (item.length > 40 ? `${item.slice(0, 40)}…` : item);
