/** A CloudTrail record or envelope that cannot be read. The message names the field, never its value. */
export class MalformedRecordError extends Error {
  override readonly name = 'MalformedRecordError';
}
