/** A part of a package that does not say what such a part must. The message says what is wrong, and never a value. */
export class UnreadablePartError extends Error {
  override readonly name = 'UnreadablePartError';
}
