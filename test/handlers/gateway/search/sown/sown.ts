import type { Limits } from '../engine/simulation';
import type { Scene } from '../scene';
import type { Flaw } from './flaws';
import type { Twist } from './twists';
import type { Sow } from './writes';

/** A mistake that the search must find: writes of the ledger that lack a part, or an answer of AWS that is wrong. */
export interface Sown {
  mistake: string;
  sow?: Sow;
  flaw?: Flaw;
  twist?: Twist;
  scene: Scene;
  limits: Limits;
  /** What the violation says. */
  breaks: RegExp;
}
