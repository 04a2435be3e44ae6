/** Something that the user can mend: shown without a stack trace, exit code 1. */
export class UserError extends Error {
  override name = 'UserError';
}
