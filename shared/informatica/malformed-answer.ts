/** An answer of Informatica's that is not what its documentation says. The message names the member, never a value. */
export class MalformedAnswerError extends Error {
  override readonly name = 'MalformedAnswerError';
}
