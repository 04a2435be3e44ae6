/** The statuses of stacks, resources and change sets. */

export type Verb = 'CREATE' | 'UPDATE' | 'DELETE';
export type ResourceStatus = `${Verb | 'IMPORT'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}` | 'DELETE_SKIPPED';

export type StackStatus =
  | 'REVIEW_IN_PROGRESS'
  | `${Verb | 'ROLLBACK' | 'UPDATE_ROLLBACK'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}`
  | `${'IMPORT' | 'IMPORT_ROLLBACK'}_${'IN_PROGRESS' | 'COMPLETE'}`
  | `${'UPDATE' | 'UPDATE_ROLLBACK'}_COMPLETE_CLEANUP_IN_PROGRESS`;

export type ChangeSetStatus =
  | 'CREATE_PENDING'
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'FAILED'
  | 'DELETE_COMPLETE';
export type ExecutionStatus =
  | 'UNAVAILABLE'
  | 'AVAILABLE'
  | 'EXECUTE_IN_PROGRESS'
  | 'EXECUTE_COMPLETE'
  | 'EXECUTE_FAILED'
  | 'OBSOLETE';

const UPDATABLE: readonly StackStatus[] = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_FAILED',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
];

/**
 * Whether an update may begin. A stack whose creation was rolled back can only be deleted. A stack whose creation
 * failed without a roll back has no earlier state, so its update must have roll back disabled.
 */
export const isUpdatable = (status: StackStatus, disableRollback: boolean): boolean =>
  UPDATABLE.includes(status) || (status === 'CREATE_FAILED' && disableRollback);

export const isInProgress = (status: StackStatus): boolean =>
  status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
