import { repeatedNames } from './repeated-names.ts';

/** Text that is not JSON. The message says where, never what: the text may hold a secret. */
export class NotJsonError extends Error {
  override readonly name = 'NotJsonError';
}

/**
 * `JSON.parse` whose error is safe to print. V8's own message quotes the text around the fault.
 * Throws {@link NotJsonError}.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NotJsonError(`not JSON: ${whereOf(error, text)}`);
  }
}

/** The same for I-JSON (RFC 7493), whose objects have no two members of one name. Throws {@link NotJsonError}. */
export function parseUniqueJson(text: string): unknown {
  const value = parseJson(text);
  const repeated = repeatedNames(text, value);
  if (repeated.length === 0) return value;
  const faults = repeated.map(({ pointer, detail }) => `${pointer} ${detail}`);
  throw new NotJsonError(`not I-JSON: ${faults.join('; ')}`);
}

function whereOf(error: unknown, text: string): string {
  if (text.trim() === '') return 'the text is empty';
  const position = / at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(String(error))?.[1];
  if (Number(position) === text.length || / end of JSON input$/.test(String(error)))
    return 'the text ends too early';
  return position === undefined ? 'unexpected character' : `unexpected character at position ${position}`;
}
