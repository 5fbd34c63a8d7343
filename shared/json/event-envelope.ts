import { type Fields, isObject } from './value.ts';

/** An event as EventBridge delivers it. */
export function isEvent(value: Fields): boolean {
  return 'detail-type' in value && 'detail' in value;
}

/** The detail of an EventBridge event, or the value itself where it is none. */
export function unwrapEvent(value: unknown): unknown {
  return isObject(value) && isEvent(value) ? value.detail : value;
}
