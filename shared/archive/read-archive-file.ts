import { NotJsonError, parseJson } from '../json/parse.ts';
import { typeName } from '../json/value.ts';
import { type Unwrapped, unwrapRecords } from './envelopes.ts';

const newline = 0x0a;
const byteOrderMark = '\ufeff';

/** A file whose content is no CloudTrail archive. The message says what was expected and what was got. */
export class NotAnArchiveError extends Error {
  override readonly name = 'NotAnArchiveError';
}

/** A record in its file: where it stands (`record 3`, `line 17`), and itself or why it cannot be read. */
export interface ArchivedRecord {
  readonly place: string;
  readonly item: Unwrapped;
}

/**
 * Takes the records out of an archive file's uncompressed bytes: one JSON document, or one record a line.
 * Throws {@link NotAnArchiveError} where the file as a whole is neither; a bad line or record is an item of its own.
 */
export function* readArchiveFile(bytes: Buffer, asLines: boolean): Generator<ArchivedRecord> {
  if (bytes.length === 0) throw new NotAnArchiveError('the file is empty');
  const document = asLines ? undefined : parseDocument(bytes);
  if (document === undefined) {
    yield* readLines(bytes);
    return;
  }
  const records = unwrapRecords(document.value);
  if (records === undefined) {
    throw new NotAnArchiveError(
      `holds no CloudTrail records: expected {"Records": […]}, an array, a record or an event, got ${typeName(document.value)}`,
    );
  }
  for (const [index, item] of records.entries()) yield { place: `record ${index + 1}`, item };
}

/** The file as one JSON document; `undefined` where it is not one but its first line is. */
function parseDocument(bytes: Buffer): { value: unknown } | undefined {
  try {
    return { value: parseJson(textOf(bytes)) };
  } catch (error) {
    if (firstLineIsJson(bytes)) return undefined;
    throw new NotAnArchiveError((error as Error).message);
  }
}

function textOf(bytes: Buffer): string {
  try {
    const text = bytes.toString('utf8');
    return text.startsWith(byteOrderMark) ? text.slice(1) : text;
  } catch {
    throw new NotAnArchiveError(`one JSON document of ${bytes.length} bytes is more than a text can hold`);
  }
}

function firstLineIsJson(bytes: Buffer): boolean {
  const end = bytes.indexOf(newline);
  if (end === -1) return false;
  try {
    return typeof parseJson(textOf(bytes.subarray(0, end))) === 'object';
  } catch {
    return false;
  }
}

function* readLines(bytes: Buffer): Generator<ArchivedRecord> {
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const newlineAt = bytes.indexOf(newline, start);
    const end = newlineAt === -1 ? bytes.length : newlineAt;
    const text = textOf(bytes.subarray(start, end)).trim();
    start = end + 1;
    if (text !== '') for (const item of readLine(text)) yield { place: `line ${line}`, item };
  }
}

function readLine(text: string): readonly Unwrapped[] {
  try {
    const value = parseJson(text);
    return unwrapRecords(value) ?? [{ record: value }];
  } catch (error) {
    if (error instanceof NotJsonError) return [{ malformed: error.message }];
    throw error;
  }
}
