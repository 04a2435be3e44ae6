/** Events that neither CloudFormation nor anybody but the schedule and `cfn-express doctor` sends. */

/** Where they say that they come from. */
export const SWEEPER = 'cfn-express.sweeper';

/**
 * What is done about findings: nothing; what needs nobody's consent, which the schedule asks for; everything that can be,
 * which a person asks for.
 */
export type Treatment = 'none' | 'unattended' | 'full';

export interface SweeperEvent {
  source: typeof SWEEPER;
  /** Absent: `unattended`. */
  treatment?: Treatment;
}

export const isSweeperEvent = (event: unknown): event is SweeperEvent =>
  typeof event === 'object' && event !== null && 'source' in event && event.source === SWEEPER;

/** What the event asks for; anything unknown asks for no more than the schedule does. */
export const treatmentOf = (event: unknown): Treatment =>
  isSweeperEvent(event) && (event.treatment === 'none' || event.treatment === 'full') ? event.treatment : 'unattended';
