import { decodeText } from '../shared/archive/decode-text.ts';
import { defaultMaxFileSize, readBytes } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { NotJsonError, parseJson } from '../shared/json/parse.ts';
import type { ResultKind } from '../shared/report/result.ts';
import { type SavedResult, SavedResultError, savedResult } from '../shared/report/saved-result.ts';

/** What a saved result is compared by, and its file. */
export type Baseline = SavedResult & { readonly path: string };

/** Reads the saved result of a command (`json` or `jsonl`). Throws UnreadableFileError where it is no whole one. */
export async function loadBaseline(path: string, kind: ResultKind): Promise<Baseline> {
  return await explained(path, async () => ({
    ...savedResult(documentsIn(decodeText(await readBytes(path, defaultMaxFileSize))), kind),
    path,
  }));
}

/** Does something with a baseline; what is wrong with that is an UnreadableFileError that names it. */
export async function explained<Made>(path: string, make: () => Made | Promise<Made>): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    if (
      error instanceof SavedResultError ||
      error instanceof UnreadableFileError ||
      error instanceof NotJsonError
    )
      throw new UnreadableFileError(`--baseline \`${path}\`: ${error.message}`);
    throw error;
  }
}

/** One JSON document, or one a line. */
function documentsIn(text: string): unknown[] {
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
