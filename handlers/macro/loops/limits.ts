import { MOST_BYTES } from '../../template-language/limits';

/**
 * The iterations of all loops together. About 40 services fit into a stack, so each of them has 250 iterations. Without
 * this limit, loops that make nothing would be unlimited.
 */
const MOST_ROUNDS = 10_000;

/** Loops would make more than CloudFormation allows. The message says what, as the end of a sentence. */
export class LoopLimitError extends Error {}

/** Keeps loops within what CloudFormation allows in a template. */
export class LoopLimits {
  #characters = 0;
  #rounds = 0;

  readonly spend = (characters: number): void => {
    this.#characters += characters;
    if (this.#characters > MOST_BYTES) {
      throw new LoopLimitError(`makes more than ${MOST_BYTES} bytes, the most that CloudFormation allows`);
    }
  };

  rounds(count: number): void {
    this.#rounds += count;
    if (this.#rounds > MOST_ROUNDS) throw new LoopLimitError(`has more than ${MOST_ROUNDS} iterations`);
  }
}
