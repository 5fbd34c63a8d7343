/** The command was called wrongly: exit code 3. The message says what was expected and what was got. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** No credentials of AWS could be found, or they could not be read: exit code 2. The message holds none of them. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
}
