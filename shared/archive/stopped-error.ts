/** Somebody ended the reading early. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}
