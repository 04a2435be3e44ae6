/** Something that the user can mend: shown without a stack trace, exit code 1. */
export class Failure extends Error {
  override name = 'Failure';
}
