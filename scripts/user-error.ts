/** Something that the user can fix. Only the message is shown, without a stack trace; the exit code is 1. */
export class UserError extends Error {
  override name = 'UserError';
}
