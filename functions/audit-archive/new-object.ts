import { UnreadableFileError } from '../../shared/archive/unreadable-file.ts';
import type { ListedObject } from '../../shared/aws/objects/object-store.ts';
import { isEvent } from '../../shared/json/event-envelope.ts';
import { isObject } from '../../shared/json/value.ts';

/** A message that names no new object of the trail’s bucket. */
class NotANewObjectError extends UnreadableFileError {}

/** An object that came into the trail's bucket. */
export interface NewObject {
  readonly object: ListedObject;
  /** When, as Amazon S3 says, in seconds since 1970 UTC; `undefined` where it does not. */
  readonly at: number | undefined;
}

/**
 * Reads an event "Object Created" of Amazon S3, as EventBridge brings it. Throws {@link NotANewObjectError} where it is none,
 * or of another bucket.
 * Source: Amazon S3 User Guide, "EventBridge event message structure".
 */
export function readNewObject(event: unknown, bucket: string): NewObject {
  const detail = isObject(event) && isEvent(event) ? event.detail : undefined;
  if (!isObject(event) || !isObject(detail) || event['detail-type'] !== 'Object Created')
    throw new NotANewObjectError('expected an event "Object Created" of Amazon S3');
  const { object } = detail;
  if (!isObject(detail.bucket) || detail.bucket.name !== bucket)
    throw new NotANewObjectError('expected an object of the trail’s bucket');
  if (!isObject(object) || typeof object.key !== 'string' || typeof object.size !== 'number')
    throw new NotANewObjectError('expected `key` and `size` of an object');
  const time = typeof event.time === 'string' ? Date.parse(event.time) / 1000 : Number.NaN;
  return {
    object: { key: object.key, size: object.size, etag: etagOf(object.etag) },
    at: Number.isNaN(time) ? undefined : time,
  };
}

/** Events name it without the quotes that requests have around it. */
function etagOf(etag: unknown): string | undefined {
  if (typeof etag !== 'string' || etag === '') return undefined;
  return etag.startsWith('"') ? etag : `"${etag}"`;
}
