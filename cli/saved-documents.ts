import { NotJsonError, parseJson } from '../shared/json/parse.ts';

/**
 * What was saved as `json` or `jsonl`: one JSON document, or one a line, each of which is parsed when it is asked for.
 * Throws NotJsonError, which names the line.
 */
export function* savedDocumentsIn(text: string): Generator<unknown> {
  const [first, ...others] = firstLines(text);
  if (first === undefined || others.length === 0 || !isJson(first)) {
    yield parseJson(text);
    return;
  }
  let number = 0;
  for (const line of linesIn(text)) yield parsedLine(line, ++number);
}

function firstLines(text: string): string[] {
  const lines: string[] = [];
  for (const line of linesIn(text)) if (lines.push(line) === 2) break;
  return lines;
}

/** Those that are not blank. */
function* linesIn(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const feed = text.indexOf('\n', at);
    const end = feed === -1 ? text.length : feed;
    const line = text.slice(at, end);
    if (line.trim() !== '') yield line;
    at = end + 1;
  }
}

function parsedLine(line: string, number: number): unknown {
  try {
    return parseJson(line);
  } catch (fault) {
    if (!(fault instanceof NotJsonError)) throw fault;
    throw new NotJsonError(`line ${number}: ${fault.message}`);
  }
}

function isJson(line: string): boolean {
  try {
    parseJson(line);
    return true;
  } catch {
    return false;
  }
}
