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

function whereOf(error: unknown, text: string): string {
  if (text.trim() === '') return 'the text is empty';
  const position = / at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(String(error))?.[1];
  if (Number(position) === text.length || / end of JSON input$/.test(String(error)))
    return 'the text ends too early';
  return position === undefined ? 'unexpected character' : `unexpected character at position ${position}`;
}
