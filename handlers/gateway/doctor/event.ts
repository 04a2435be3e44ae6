/**
 * The event that the schedule and `cfn-express doctor` send to the gateway function, and the function's answer. Both
 * are contracts: installed schedules contain the event, and the command line may have another version than the
 * function. So fields may be added, but no field is ever removed or given another meaning.
 */

/** The `source` of the event. It is named after the sweeper, which is a part of the doctor today. */
export const CHECK_UP_SOURCE = 'cfn-express.sweeper';

/**
 * What the doctor repairs: nothing; only what needs no consent, as the schedule asks for; or everything that can be
 * repaired, as a person may ask for.
 */
export type Treatment = 'none' | 'unattended' | 'full';

export interface CheckUpEvent {
  source: typeof CHECK_UP_SOURCE;
  /** Absent: `unattended`. */
  treatment?: Treatment;
}

export const isCheckUpEvent = (event: unknown): event is CheckUpEvent =>
  typeof event === 'object' && event !== null && 'source' in event && event.source === CHECK_UP_SOURCE;

/** @returns what the event asks for; for anything unknown, no more than the schedule asks for */
export const treatmentOf = (event: unknown): Treatment =>
  isCheckUpEvent(event) && (event.treatment === 'none' || event.treatment === 'full') ? event.treatment : 'unattended';

export type FindingKind =
  /** Something was to be taken down, and that was not finished. */
  | 'unfinished'
  /** A membership that no stack has any more. */
  | 'abandoned'
  /** Something of ours that was deleted by hand. */
  | 'missing'
  /** Something of ours that was changed by hand. */
  | 'changed'
  /** A rule that sends its traffic to nobody while another target group has targets. */
  | 'misrouted'
  /** Something that carries our tags and belongs to nobody in the ledger. */
  | 'leftover'
  /** Something that AWS and CloudFormation have and the ledger lacks. */
  | 'unrecorded'
  /** Something that is not ours and is in our way. */
  | 'foreign'
  /** A stack that holds ARNs of what was made again since. */
  | 'outdated'
  /** Something that a DeletionPolicy or an UpdateReplacePolicy keeps. */
  | 'retained'
  /** Something that cannot be judged. */
  | 'unknown';

/** A finding as people read it. */
export interface CheckUpFinding {
  kind: FindingKind;
  /** What it is about: `Web of stack shop`, `load balancer express-…`. */
  what: string;
  /** What is wrong. */
  problem: string;
  /** What the repair does; or what a person has to do, where there is no repair. */
  remedy: string;
  /** Whether a full treatment repairs it. */
  repairable: boolean;
  /** Why that did not succeed. */
  failure?: string;
}

/** The answer of a check-up. */
export interface CheckUpReport {
  /** What is wrong now. */
  findings: CheckUpFinding[];
  /** What was wrong, and was repaired. */
  repaired: CheckUpFinding[];
  /** Absent if the check-up repairs nothing. */
  swept?: SweepReport;
}

/** What a sweep removed because no stack uses it any more. Entries are service ids, gateway tokens or cluster names. */
export interface SweepReport {
  /** Services whose stacks no longer exist. Their memberships were removed. */
  dropped: string[];
  /** Gateways and clusters without members. They were deleted. */
  closed: string[];
  /** What was not removed, and why. */
  kept: NotSwept[];
  /** What could not be done or judged this time, and why. */
  failed: NotSwept[];
}

export interface NotSwept {
  what: string;
  reason: string;
}
