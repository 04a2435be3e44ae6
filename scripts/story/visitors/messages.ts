import type { SeenAnswer } from './answers';

/** What the process of the visitors is asked. */
export type AskedOfVisitors =
  /** Send so many requests a second to that URL; 0 is none. */
  | { send: { url: string; perSecond: number } }
  /** Tell the answers since the last time. */
  | 'tell';

/** What it tells: answers are numbers of kinds, so that ten thousands of them are told at once. */
export interface ToldAnswers {
  kinds: SeenAnswer[];
  answers: number[];
}
