import { secretPropertyName } from './secret-names.ts';
import { isObject } from './value.ts';

const redacted = '(redacted)';
const memberName = /"((?:[^"\\]|\\.)*)"\s*:/g;

/**
 * A text that is put away, without the values of properties whose names say that they are secrets: as it came where it
 * has none; else its JSON without them, and nothing of it where it is no JSON, as nobody can tell where a value ends.
 */
export function redactSecrets(text: string): string {
  if (!namesASecret(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text, (name, value) => (isSecret(name, value) ? redacted : value)));
  } catch {
    return `(${Buffer.byteLength(text)} bytes that are no JSON and name a secret)`;
  }
}

function namesASecret(text: string): boolean {
  for (const [, name = ''] of text.matchAll(memberName)) if (secretPropertyName(unescaped(name))) return true;
  return false;
}

function unescaped(name: string): string {
  try {
    return String(JSON.parse(`"${name}"`));
  } catch {
    return name;
  }
}

/** What says nothing may stay. */
function isSecret(name: string, value: unknown): boolean {
  const holdsNothing =
    value === null || typeof value === 'boolean' || (isObject(value) && Object.keys(value).length === 0);
  return secretPropertyName(name) && !holdsNothing;
}
