import { decodeText } from '../shared/archive/decode-text.ts';
import { defaultMaxFileSize, readBytes } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { NotJsonError } from '../shared/json/parse.ts';
import type { ResultKind } from '../shared/report/result.ts';
import { type SavedResult, SavedResultError, savedResult } from '../shared/report/saved-result.ts';
import { savedDocumentsIn } from './saved-documents.ts';

/** What a saved result is compared by, and its file. */
export type Baseline = SavedResult & { readonly path: string };

/** Reads the saved result of a command (`json` or `jsonl`). Throws UnreadableFileError where it is no whole one. */
export async function loadBaseline(path: string, kind: ResultKind): Promise<Baseline> {
  return await explained(path, async () => ({
    ...savedResult(savedDocumentsIn(decodeText(await readBytes(path, defaultMaxFileSize))), kind),
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
