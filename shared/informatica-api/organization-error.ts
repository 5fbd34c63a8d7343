/**
 * Informatica did not give what it was asked for. The message says what was asked, and why there is nothing: never a user, a
 * password, a session or the words of an answer.
 */
export class OrganizationError extends Error {
  override readonly name: string = 'OrganizationError';
}

/** The same where no further call can succeed: there is no session, and none to be had. */
export class NoSessionError extends OrganizationError {
  override readonly name = 'NoSessionError';
}
