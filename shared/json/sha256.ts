/**
 * The SHA-256 of a text in UTF-8, as 64 hex digits. `node:crypto` loads with the first one: it is most of what a cold
 * start would take, and most records need none.
 */
export function sha256(text: string): string {
  return process.getBuiltinModule('node:crypto').hash('sha256', text, 'hex');
}
