/** Taking turns: smooth weighted round robin. */

export interface InTurn {
  weight: number;
  /** Where it stands. It is changed by each choice. */
  turn: { current: number };
}

/**
 * Of n choices in a row, each gets its share by weight, and they are as evenly spread as can be. A weight of 0 gets nothing.
 * @returns undefined if there is no weight above 0
 */
export function nextInTurn<T extends InTurn>(all: readonly T[]): T | undefined {
  let total = 0;
  let next: T | undefined;
  for (const each of all) {
    if (each.weight <= 0) continue;
    total += each.weight;
    each.turn.current += each.weight;
    if (next === undefined || each.turn.current > next.turn.current) next = each;
  }
  if (next !== undefined) next.turn.current -= total;
  return next;
}
