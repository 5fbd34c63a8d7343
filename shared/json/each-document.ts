import { closingQuote, jsonEnd } from './json-end.ts';

/** A byte order mark is white space too. */
const space = /\s*/y;
/** Stands before each document of a sequence (RFC 7464). */
const recordSeparator = '\u001e';
const afterScalar = /[\s{["]/g;

/**
 * The texts of JSON documents that stand one after the other, each on as many lines as it likes, with or without white
 * space between them. Only brackets and quotes are looked at: whether each of them is JSON is for who parses it. What
 * ends too early reaches to the end of the text.
 */
export function* eachJsonDocument(text: string): Generator<string> {
  for (let at = next(text, 0); at < text.length; ) {
    const end = endOf(text, at);
    yield text.slice(at, end);
    at = next(text, end);
  }
}

function next(text: string, at: number): number {
  space.lastIndex = at;
  space.exec(text);
  const { lastIndex } = space;
  return text[lastIndex] === recordSeparator ? next(text, lastIndex + 1) : lastIndex;
}

function endOf(text: string, at: number): number {
  const behind = (end: number) => (end === -1 ? text.length : end);
  if (text[at] === '{' || text[at] === '[') return behind(jsonEnd(text, at));
  if (text[at] === '"') {
    const quote = closingQuote(text, at);
    return behind(quote === -1 ? quote : quote + 1);
  }
  afterScalar.lastIndex = at + 1;
  return behind(afterScalar.exec(text)?.index ?? -1);
}
