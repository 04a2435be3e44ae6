import type { DesiredStack } from './desired-stack';
import type { Parameter } from './parameters';

/** A template whose macros have run and that has been checked: all that an operation on a stack needs of it. */
export interface PreparedTemplate {
  desiredStack: DesiredStack;
  parameters: readonly Parameter[];
  /** The text as it was sent, and as its macros left it. */
  template: { original: string; processed: string };
  /** Capabilities that the processed template requires. */
  needs: readonly string[];
}
