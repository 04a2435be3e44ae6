/** Something that the user can fix. Only the message is shown, without a stack trace; the exit code is 1. */
export class UserError extends Error {
  override name = 'UserError';
}

/**
 * The command stops watching although CloudFormation goes on, so nobody knows yet how it ends. Only the message is shown;
 * the exit code is 3, because the stack has not failed.
 */
export class StillRunningError extends Error {
  override name = 'StillRunningError';
}
