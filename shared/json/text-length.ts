import type { Fields } from './value.ts';

/** Deeper values are not measured. */
const deepest = 100;

/**
 * Whether a value accounts for every character of the JSON text that it was parsed from. Then the text has no blanks, and
 * no member that the value lacks. False also where that cannot be said for certain; it takes a tenth of the parsing.
 */
export function fillsText(value: unknown, text: string): boolean {
  return leastLength(value, 0) === decodedLength(text);
}

/** The length of the shortest text of a value, its escapes counted as what they stand for; NaN where it is uncertain. */
function leastLength(value: unknown, depth: number): number {
  switch (typeof value) {
    case 'string':
      return value.length + 2;
    case 'number':
      // Thousands may be written shorter (`1e3`), and fractions too.
      return Number.isSafeInteger(value) && value % 1000 !== 0 ? String(value).length : Number.NaN;
    case 'object':
      if (value === null) return 4;
      if (depth === deepest) return Number.NaN;
      return Array.isArray(value)
        ? lengthOfItems(value, depth + 1)
        : lengthOfMembers(value as Fields, depth + 1);
    default:
      return String(value).length;
  }
}

function lengthOfItems(items: readonly unknown[], depth: number): number {
  let length = 1;
  for (const item of items) length += leastLength(item, depth) + 1;
  return Math.max(length, 2);
}

function lengthOfMembers(fields: Fields, depth: number): number {
  let length = 1;
  for (const name in fields) {
    // Where V8 13.6 expects a name with a backslash, it may take an escape for it.
    if (name.includes('\\')) return Number.NaN;
    const member = fields[name];
    length += name.length + 4 + (typeof member === 'string' ? member.length + 2 : leastLength(member, depth));
  }
  return Math.max(length, 2);
}

/** The length of a JSON text, each escape counted as the one UTF-16 code unit that it stands for. */
function decodedLength(text: string): number {
  let length = text.length;
  for (let at = text.indexOf('\\'); at !== -1; ) {
    const size = text.charAt(at + 1) === 'u' ? 6 : 2;
    length -= size - 1;
    at = text.indexOf('\\', at + size);
  }
  return length;
}
