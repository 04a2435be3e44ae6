/** The statuses from which an update can start. */
const UPDATABLE = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'];

export const isUpdatable = (status: string): boolean => UPDATABLE.includes(status);

/**
 * What to do about a stack that cannot be updated in its present status.
 * @param deletion the command that deletes the stack
 */
export function remedy(status: string, stackName: string, deletion: string): string {
  if (status.endsWith('_IN_PROGRESS')) return 'Wait until that has ended, then deploy again.';
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return `Fix what its events name, then run: aws cloudformation continue-update-rollback --stack-name ${stackName}`;
  }
  return `Delete it, then deploy again: ${deletion}`;
}

/** The stack's status, and what to do about it. */
export const whyNoUpdate = (status: string, stackName: string, deletion: string): string =>
  `Stack ${stackName} is in ${status}. ${remedy(status, stackName, deletion)}`;
