/** A saved result that cannot be read again. Says where and what is expected, never a value. */
export class MalformedResultError extends Error {
  override readonly name = 'MalformedResultError';
}
