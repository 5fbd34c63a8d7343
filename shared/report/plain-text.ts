/**
 * Control characters, the marks that reorder text on a terminal, and the bracket of `##[command]`, which GitHub's runner obeys
 * wherever in a line of a log it stands.
 */
const unprintable = /[\p{Cc}\u202a-\u202e\u2066-\u2069]|(?<=##)\[/gu;

/**
 * Text that is safe to print on a terminal or in a log: what came from a record cannot move the cursor, hide itself or
 * command. Halves of characters are replaced too.
 */
export function plainText(text: string): string {
  return text.toWellFormed().replace(unprintable, '\ufffd');
}

/** A JSON value with every text in it made safe to print. */
export function printable<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, member) =>
    typeof member === 'string' ? plainText(member) : member,
  );
}
