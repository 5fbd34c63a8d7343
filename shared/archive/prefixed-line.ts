import { jsonEnd } from '../json/json-end.ts';

const openBracket = 0x5b;
const quote = 0x22;
const closeBrace = 0x7d;

/** Each time that a document does not end, the rest of the text is read anew. */
const mostCutOff = 20;

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
  let cutOff = 0;
  let start = nextBeginning(text, 0);
  while (start !== -1) {
    const end = jsonEnd(text, start);
    yield { start, end };
    if (end === -1) cutOff++;
    const behind = end === -1 ? nextLine(text, start, cutOff) : end;
    start = behind === -1 ? -1 : nextBeginning(text, behind);
  }
}

/** Where a document begins that stands behind one that is cut off: at the beginning of a line. */
function nextLine(text: string, from: number, cutOff: number): number {
  return cutOff < mostCutOff ? text.indexOf('\n{', from) : -1;
}

/** Where the next object begins, or list right behind a document; -1 where none does. */
function nextBeginning(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) === openBracket) return at;
  at = text.indexOf('{', at);
  while (at !== -1 && !beginsObject(text, at)) at = text.indexOf('{', at + 1);
  return at;
}

/** Whether what follows a brace is what follows one in JSON. */
function beginsObject(text: string, start: number): boolean {
  let at = start + 1;
  while (isBlank(text.charCodeAt(at))) at++;
  const code = text.charCodeAt(at);
  return code === quote || code === closeBrace || Number.isNaN(code);
}

/** Where the first character of a text is that is no white space. */
export function firstOf(text: string, from = 0): number {
  let start = from;
  while (isBlank(text.charCodeAt(start))) start++;
  return start;
}

/** White space of JSON, the byte order mark, and what separates texts of RFC 7464. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0x1e || code === 0xfeff;
}
