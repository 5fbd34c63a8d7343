import type { Readable } from 'node:stream';
import { decodeText } from '../shared/archive/decode-text.ts';
import { decompress, defaultMaxFileSize, readBytes, readStream } from '../shared/archive/read-file.ts';
import { releaseBytes } from '../shared/archive/release-bytes.ts';
import type { Result } from '../shared/report/result.ts';
import { savedDocumentsIn } from './saved-documents.ts';

/**
 * Reads the results that a file holds as `json` or `jsonl`. `stdin`: what `-` stands for. Throws UnreadableFileError,
 * NotJsonError or MalformedResultError.
 */
export async function savedResultsAt(path: string, stdin?: Readable): Promise<Result[]> {
  return restored(await textAt(path, stdin));
}

/** The same of bytes, of gzip or plain. */
export async function savedResultsIn(bytes: Buffer): Promise<Result[]> {
  return restored(decodeText(decompress(bytes, defaultMaxFileSize)));
}

async function restored(text: string): Promise<Result[]> {
  // Its validators are large, and most commands read nothing that was saved.
  const { restoreResults } = await import('../shared/report/restore-results.ts');
  return restoreResults(savedDocumentsIn(text));
}

/** The bytes are gone when the text is parsed: each of the three is as large as the file. */
async function textAt(path: string, stdin: Readable | undefined): Promise<string> {
  const bytes =
    path === '-' && stdin !== undefined
      ? await readStream(stdin, defaultMaxFileSize)
      : await readBytes(path, defaultMaxFileSize);
  const text = decodeText(bytes);
  releaseBytes(bytes);
  return text;
}
