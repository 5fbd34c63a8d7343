/** The command was called wrongly: exit code 3. The message says what was expected and what was got. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
