import type { Readable } from 'node:stream';
import { decodeText } from '../shared/archive/decode-text.ts';
import { inflateStream } from '../shared/archive/inflate-stream.ts';
import { defaultMaxFileSize, readBytes, readStream } from '../shared/archive/read-file.ts';
import { releaseBytes } from '../shared/archive/release-bytes.ts';
import { textLines } from '../shared/archive/text-lines.ts';
import { parseJson } from '../shared/json/parse.ts';
import type { Result } from '../shared/report/result.ts';
import { savedDocumentsIn } from './saved-documents.ts';

/**
 * Reads the results that a file holds as `json` or `jsonl`. `stdin`: what `-` stands for. Throws UnreadableFileError,
 * NotJsonError or MalformedResultError.
 */
export async function savedResultsAt(path: string, stdin?: Readable): Promise<Result[]> {
  return restored(savedDocumentsIn(await textAt(path, stdin)));
}

/** The same of gzip of `jsonl`: its lines together may be longer than a text can be. */
export async function savedResultsIn(bytes: Buffer): Promise<Result[]> {
  return restored(documentsIn(bytes));
}

async function* documentsIn(bytes: Buffer): AsyncGenerator<unknown> {
  for await (const lines of textLines(inflateStream([bytes], 'gzip')))
    for (const line of lines) yield parseJson(line);
}

async function restored(documents: Iterable<unknown> | AsyncIterable<unknown>): Promise<Result[]> {
  // Its validators are large, and most commands read nothing that was saved.
  const { restoreResults } = await import('../shared/report/restore-results.ts');
  return restoreResults(documents);
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
