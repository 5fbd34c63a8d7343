/** A file that cannot be used as input. The message says why, without its content. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}
