/** Unload or copy options: key in capitals → its values, in their order; one where it is written once. */
export type Options = ReadonlyMap<string, readonly string[]>;

const separators: ReadonlySet<string> = new Set([';', '\r', '\n']);
const separator = /[;\r\n]/;
const quote = /['"]/;
/** All up to a separator outside quotes, or up to a quote that is not closed. */
const pair = /(?:[^;\r\n'"]+|'[^']*'|"[^"]*")*/y;

/**
 * Reads `KEY = VALUE` pairs separated by semicolons or line breaks that stand outside quotes (docs/guidelines.md, G7).
 * Blanks around keys and values are ignored, and so is one pair of quotes around a value. `undefined` where a quote is
 * not closed: nobody knows where its value ends.
 */
export function parseOptions(text: string): Options | undefined {
  const pairs = pairsIn(text);
  if (pairs === undefined) return undefined;
  const options = new Map<string, string[]>();
  for (const one of pairs) {
    const equals = one.indexOf('=');
    const key = inCapitals((equals === -1 ? one : one.slice(0, equals)).trim());
    if (key === '') continue;
    const value = equals === -1 ? '' : unquoted(one.slice(equals + 1).trim());
    const values = options.get(key);
    if (values === undefined) options.set(key, [value]);
    else values.push(value);
  }
  return options;
}

/** The text between separators; `undefined` where a quote is not closed. */
function pairsIn(text: string): string[] | undefined {
  if (!quote.test(text)) return text.split(separator);
  const pairs: string[] = [];
  for (let at = 0; at <= text.length; ) {
    pair.lastIndex = at;
    const [found = ''] = pair.exec(text) ?? [];
    at += found.length;
    if (at < text.length && !separators.has(text.charAt(at))) return undefined;
    pairs.push(found);
    at++;
  }
  return pairs;
}

/** Only letters of ASCII: some others become those of an option in capitals (`ı`, `ſ`). */
function inCapitals(key: string): string {
  return /[a-z]/.test(key) ? key.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase()) : key;
}

function unquoted(value: string): string {
  const quote = value.charAt(0);
  const isQuoted = (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote);
  return isQuoted ? value.slice(1, -1).trim() : value;
}
