import type { Stack } from '@aws-sdk/client-cloudformation';
import { UserError } from '../user-error';

/** The statuses from which an update can start. */
const UPDATABLE = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
];

export const isUpdatable = (status: string): boolean => UPDATABLE.includes(status);

/** How users change a stack, for advice. */
export interface StackWays {
  /** `deploy again` */
  again: string;
  /** The command that deletes the stack. */
  deletion: string;
}

/** What to do about a stack that cannot be updated in its present status. */
export function remedy(status: string, stackName: string, { again, deletion }: StackWays): string {
  if (status.endsWith('_IN_PROGRESS')) return `Wait until that has ended, then ${again}.`;
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return `Fix what its events name, then run: aws cloudformation continue-update-rollback --stack-name ${stackName}`;
  }
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html
  if (status === 'UPDATE_FAILED') {
    return `Fix what its events name, then take the failed update back: aws cloudformation rollback-stack --stack-name ${stackName}`;
  }
  if (status === 'IMPORT_ROLLBACK_FAILED') {
    return 'Ask AWS Support how to recover it: a deletion would delete its resources, too.';
  }
  // CREATE_FAILED, ROLLBACK_COMPLETE, ROLLBACK_FAILED or DELETE_FAILED: it has no state to go back to.
  return `Fix what its events name, and delete it. Once it is gone, ${again}. To delete it: ${deletion}`;
}

/** The statuses of a stack that has nothing any more, and is never updated again. */
const GONE = ['ROLLBACK_COMPLETE', 'DELETE_COMPLETE'];

/**
 * A new stack may get the name of one that is gone. Its id remains that of the old one.
 * @param stack what `nameOrId` names; undefined if there is no such stack
 * @throws UserError if an update needs a new stack and an id was given
 */
export function refuseGoneStack(nameOrId: string, stack: Stack | undefined): void {
  if (!nameOrId.startsWith('arn:')) return;
  if (stack === undefined) throw new UserError(`There is no stack ${nameOrId}.`);
  const { StackName, StackStatus = '' } = stack;
  if (!GONE.includes(StackStatus)) return;
  throw new UserError(
    `Stack ${nameOrId} is in ${StackStatus} and cannot be updated. For a new stack of its name, give the name ${StackName}.`,
  );
}

/** The stack's status, and what to do about it. */
export const whyNoUpdate = (status: string, stackName: string, ways: StackWays): string =>
  `Stack ${stackName} is in ${status}. ${remedy(status, stackName, ways)}`;
