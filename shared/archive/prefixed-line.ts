import { jsonEnd } from '../json/json-end.ts';

const openBrace = 0x7b;
const openBracket = 0x5b;
const quote = 0x22;
const closeBrace = 0x7d;

/** A stretch of a text. `end` is -1 where the text ends before the JSON does. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The JSON objects and lists that a text holds one after the other, in order: documents with blanks, tabs or newlines
 * between them, or objects with a time, a prefix or a suffix around them, as in lines of logs. A list is one only where
 * nothing stands before it but another document: `[INFO] {…}` has one object.
 */
export function* jsonSpans(text: string): Generator<Span> {
  let isBetweenDocuments = true;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) {
      at++;
      continue;
    }
    const begins = code === openBrace ? beginsObject(text, at) : code === openBracket && isBetweenDocuments;
    if (begins) {
      const end = jsonEnd(text, at);
      yield { start: at, end };
      if (end === -1) return;
      at = end;
      isBetweenDocuments = true;
    } else {
      isBetweenDocuments = false;
      const next = text.indexOf('{', at + 1);
      at = next === -1 ? text.length : next;
    }
  }
}

/** Whether what follows a brace is what follows one in JSON. */
function beginsObject(text: string, start: number): boolean {
  let at = start + 1;
  while (isBlank(text.charCodeAt(at))) at++;
  const code = text.charCodeAt(at);
  return code === quote || code === closeBrace || Number.isNaN(code);
}

/** White space of JSON, the byte order mark, and what separates texts of RFC 7464. */
export function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0x1e || code === 0xfeff;
}
