/** A byte order mark is white space too. */
const space = /\s*/y;
/** Stands before each document of a sequence (RFC 7464). */
const recordSeparator = '\u001e';
const structure = /["{}[\]]/g;
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
  if (text[at] === '"') return endOfString(text, at);
  if (text[at] === '{' || text[at] === '[') return endOfNesting(text, at);
  afterScalar.lastIndex = at + 1;
  return afterScalar.exec(text)?.index ?? text.length;
}

/** Whatever closes a bracket: that it is the right one is for who parses it. */
function endOfNesting(text: string, at: number): number {
  let depth = 0;
  structure.lastIndex = at;
  for (let found = structure.exec(text); found !== null; found = structure.exec(text)) {
    const [character] = found;
    if (character === '"') structure.lastIndex = endOfString(text, found.index);
    else if (character === '{' || character === '[') depth++;
    else if (--depth === 0) return found.index + 1;
  }
  return text.length;
}

function endOfString(text: string, at: number): number {
  for (let quote = text.indexOf('"', at + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let escapes = 0;
    while (text[quote - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return quote + 1;
  }
  return text.length;
}
