/** An object as it came out of `JSON.parse`: nothing is known of its members. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a parsed JSON value is an object (and no array). */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What JSON calls the value's type, for messages. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`.replace('a object', 'an object');
}
