import type { Interruption } from './terminal.ts';

/** The command was called wrongly: exit code 3. The message says what was expected and what was got. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Ctrl-C or SIGTERM came while there was nothing yet to end with. The message says what goes on without the command. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly by: Interruption;

  constructor(message: string, by: Interruption) {
    super(message);
    this.by = by;
  }
}

/** No credentials of AWS could be found, or they could not be read: exit code 2. The message holds none of them. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
}
