import type { Readable } from 'node:stream';
import { decodeText } from '../shared/archive/decode-text.ts';
import { defaultMaxFileSize, readBytes, readStream } from '../shared/archive/read-file.ts';
import type { Result } from '../shared/report/result.ts';
import { savedDocumentsIn } from './saved-documents.ts';

/**
 * Reads the results that a file holds as `json` or `jsonl`. `stdin`: what `-` stands for. Throws UnreadableFileError,
 * NotJsonError or MalformedResultError.
 */
export async function savedResultsAt(path: string, stdin?: Readable): Promise<Result[]> {
  // Its validators are large, and most commands read nothing that was saved.
  const { restoreResults } = await import('../shared/report/restore-results.ts');
  const bytes =
    path === '-' && stdin !== undefined
      ? await readStream(stdin, defaultMaxFileSize)
      : await readBytes(path, defaultMaxFileSize);
  return restoreResults(savedDocumentsIn(decodeText(bytes)));
}
