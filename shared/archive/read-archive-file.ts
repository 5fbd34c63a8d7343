import { NotJsonError, parseJson } from '../json/parse.ts';
import { isObject, typeName } from '../json/value.ts';
import { isEnvelope, type Opened, openEnvelopes } from './envelopes.ts';
import { isOwnReport } from './own-report.ts';

const newline = 0x0a;
const byteOrderMark = '\ufeff';

/** A file whose content is no CloudTrail archive. The message says what was expected and what was got. */
export class NotAnArchiveError extends Error {
  override readonly name = 'NotAnArchiveError';
}

/** A report of this program, as it lies in the folder that it was made of. */
export class OwnReportError extends NotAnArchiveError {
  constructor() {
    super('is a report of sts-warden, no archive');
  }
}

/** A record in its file: where it stands (`record 3`, `line 17`), and itself or why it cannot be read. */
export interface ArchivedRecord {
  readonly place: string;
  readonly item: Opened;
}

/**
 * Takes the records out of an archive file's uncompressed bytes: one JSON document, or one record a line.
 * Throws {@link NotAnArchiveError} where the file as a whole is neither, {@link OwnReportError} where it is a report; a bad line or record is an item of its own.
 */
export function* readArchiveFile(bytes: Buffer, asLines: boolean): Generator<ArchivedRecord> {
  if (bytes.length === 0) throw new NotAnArchiveError('the file is empty');
  const document = asLines ? undefined : parseDocument(bytes);
  if (document === undefined) {
    if (isReportInLines(bytes)) throw new OwnReportError();
    yield* readLines(bytes);
    return;
  }
  const { value } = document;
  if (isOwnReport(value)) throw new OwnReportError();
  if (!isEnvelope(value) && !looksLikeRecord(value) && !isDigest(value)) {
    throw new NotAnArchiveError(
      `holds no CloudTrail records: expected {"Records": […]}, an array, a record or an event, got ${typeName(value)}`,
    );
  }
  for (const [index, item] of recordsIn(value).entries()) yield { place: `record ${index + 1}`, item };
}

/** What the envelopes hold, but for digest files: CloudTrail delivers them beside a trail's log files, and they hold hashes. */
function recordsIn(value: unknown): Opened[] {
  return openEnvelopes(value).filter((item) => 'malformed' in item || !isDigest(item.content));
}

function isDigest(value: unknown): boolean {
  return isObject(value) && 'digestStartTime' in value && 'logFiles' in value && !looksLikeRecord(value);
}

function looksLikeRecord(value: unknown): boolean {
  return isObject(value) && ('eventName' in value || 'eventSource' in value || 'userIdentity' in value);
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

/** Whether every line is one of a report: a single other is a reason to look at all. */
function isReportInLines(bytes: Buffer): boolean {
  let isReport = false;
  for (const { text } of linesOf(bytes)) {
    isReport = isReportLine(text);
    if (!isReport) break;
  }
  return isReport;
}

function isReportLine(text: string): boolean {
  try {
    return isOwnReport(parseJson(text));
  } catch {
    return false;
  }
}

function* readLines(bytes: Buffer): Generator<ArchivedRecord> {
  for (const { text, line } of linesOf(bytes)) {
    for (const item of readLine(text)) yield { place: `line ${line}`, item };
  }
}

/** The lines with something in them, and their numbers. */
function* linesOf(bytes: Buffer): Generator<{ readonly text: string; readonly line: number }> {
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const newlineAt = bytes.indexOf(newline, start);
    const end = newlineAt === -1 ? bytes.length : newlineAt;
    const text = textOf(bytes.subarray(start, end)).trim();
    start = end + 1;
    if (text !== '') yield { text, line };
  }
}

function readLine(text: string): readonly Opened[] {
  try {
    return recordsIn(parseJson(text));
  } catch (error) {
    if (error instanceof NotJsonError) return [{ malformed: error.message }];
    throw error;
  }
}
