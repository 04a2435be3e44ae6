import { MOST_BYTES } from '../../template-language/limits';

/**
 * How often loops may go round in all. Some 40 services fit into a stack, which leaves each of them 250 rounds; loops that
 * make nothing would otherwise be bounded by nothing.
 */
const MOST_ROUNDS = 10_000;

/** More was asked of loops than CloudFormation would take; the message says what, as the end of a sentence. */
export class LoopLimitError extends Error {}

/** Keeps loops within what could become a template. */
export class LoopLimits {
  #characters = 0;
  #rounds = 0;

  readonly spend = (characters: number): void => {
    this.#characters += characters;
    if (this.#characters > MOST_BYTES) {
      throw new LoopLimitError(`makes more than ${MOST_BYTES} bytes, which is all that CloudFormation takes`);
    }
  };

  rounds(count: number): void {
    this.#rounds += count;
    if (this.#rounds > MOST_ROUNDS) throw new LoopLimitError(`goes round more than ${MOST_ROUNDS} times`);
  }
}
