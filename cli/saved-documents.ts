import { NotJsonError, parseJson } from '../shared/json/parse.ts';

/** What was saved as `json` or `jsonl`: one JSON document, or one a line. Throws NotJsonError, which names the line. */
export function savedDocumentsIn(text: string): unknown[] {
  try {
    return [parseJson(text)];
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (!(error instanceof NotJsonError) || !isJson(lines[0])) throw error;
    return lines.map((line, index) => {
      try {
        return parseJson(line);
      } catch (fault) {
        if (!(fault instanceof NotJsonError)) throw fault;
        throw new NotJsonError(`line ${index + 1}: ${fault.message}`);
      }
    });
  }
}

function isJson(line = ''): boolean {
  try {
    parseJson(line);
    return true;
  } catch {
    return false;
  }
}
