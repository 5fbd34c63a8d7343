/** The command was called wrongly: exit code 3. The message says what was expected and what was got. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A file that cannot be used as input: exit code 2. The message says why, without its content. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}
