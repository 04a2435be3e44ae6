/**
 * Runs an assertion about a file that a command writes.
 * @throws Error what the assertion throws, and the command that brings the file up to date
 */
export function expectUpToDate(command: string, assertion: () => void): void {
  try {
    assertion();
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    throw new Error(`${failure}\n\nIf the new content is right, write it with\n  ${command}\nand read the diff.`);
  }
}
