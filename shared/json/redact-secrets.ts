import { secretPropertyName } from './secret-names.ts';
import { isObject } from './value.ts';

const redacted = '(redacted)';

/**
 * A JSON text without the values of properties whose names say that they are secrets. A text that is no JSON is left out
 * whole: nobody can tell where a value in it ends.
 */
export function redactSecrets(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text, (name, value) => (isSecret(name, value) ? redacted : value)));
  } catch {
    return JSON.stringify(`(${Buffer.byteLength(text)} bytes that are no JSON)`);
  }
}

/** An object or list under such a name may hold secrets too; what says nothing may stay. */
function isSecret(name: string, value: unknown): boolean {
  const holdsNothing =
    value === null || typeof value === 'boolean' || (isObject(value) && Object.keys(value).length === 0);
  return secretPropertyName(name) && !holdsNothing;
}
