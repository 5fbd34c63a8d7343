import { gzipSync } from 'node:zlib';
import type { TimeSpan } from '../archive/record-batch.ts';
import { MalformedRecordError } from '../cloudtrail/errors.ts';
import { observedCall } from '../cloudtrail/observed-call.ts';
import { isUpdate, parseRecord } from '../cloudtrail/parse-record.ts';
import type { JudgedRecord } from '../cloudtrail/record.ts';
import { reduceRecord } from '../cloudtrail/reduce-record.ts';
import { NotJsonError } from '../json/parse.ts';
import { type Fields, isObject } from '../json/value.ts';
import { type ArchivedRecord, contentOf, timeOf } from './archived-record.ts';
import { type PartEnd, type PartLine, type PartReading, partFormat, partVersion } from './audit-part.ts';
import { type FileCoverage, type MalformedRecord, mostMalformedNamed } from './audit-report.ts';
import { spanOf } from './audit-result.ts';
import { placeOf } from './file-place.ts';
import { KeptCounts } from './kept-counts.ts';
import { pointerTo } from './part-pointer.ts';

const defaultBlockCharacters = 256 * 1024;
/** The fastest: records are alike, and go to a fifteenth all the same. */
const compression = { level: 1 };

export interface PartWriterOptions {
  readonly reading: PartReading;
  /** Takes gzip, a whole member at a time. */
  readonly write: (bytes: Uint8Array) => void;
  /** Characters of lines that are compressed together. */
  readonly blockCharacters?: number;
}

/** Takes in the records of some files, as an ArchiveAudit does, and writes the part that they make. */
export class PartWriter {
  readonly #options: PartWriterOptions;
  #lines: string[] = [];
  #characters = 0;
  /** The file that the last line is of; none at the start of a block. */
  #path: string | undefined;
  /** The last file in the order of files. */
  #lastPath = '';
  readonly #kept = new KeptCounts();
  #passed = 0;
  #passedTimes: TimeSpan | undefined;
  readonly #malformed: MalformedRecord[] = [];
  #malformedUnnamed = 0;

  constructor(options: PartWriterOptions) {
    this.#options = options;
    this.#add(this.#header);
  }

  /** Records read so far. */
  get recordsRead(): number {
    return this.#kept.count + this.#passed + this.#malformed.length + this.#malformedUnnamed;
  }

  /** Counts records that no rule concerns, or that are malformed and not named. */
  passOver(count: number, times: TimeSpan | undefined, malformed = 0): void {
    this.#passed += count;
    this.#malformedUnnamed += malformed;
    this.#passedTimes = spanOf(this.#passedTimes, times);
  }

  /** Takes in one record. Never throws. */
  read(path: string, record: ArchivedRecord): void {
    try {
      this.#readSound(path, contentOf(record));
    } catch (error) {
      if (!(error instanceof MalformedRecordError || error instanceof NotJsonError)) throw error;
      if (this.#malformed.length === mostMalformedNamed) this.#malformedUnnamed++;
      else this.#malformed.push({ path, place: record.place, reason: error.message });
    }
  }

  /** Ends the part: nothing can be added any more. */
  end(files: FileCoverage): void {
    this.#flush();
    const end: PartEnd = {
      ...this.#header,
      passed: { count: this.#passed, malformed: this.#malformedUnnamed, ...this.#passedTimes },
      kept: this.#kept.total,
      malformed: this.#malformed,
      files: inJson(files),
      blocks: this.#kept.blocks,
    };
    const bytes = gzipSync(`${JSON.stringify(end)}\n`, compression);
    this.#options.write(bytes);
    this.#options.write(pointerTo(bytes.length));
  }

  get #header() {
    return { format: partFormat, version: partVersion, reading: this.#options.reading } as const;
  }

  #readSound(path: string, content: unknown): void {
    const judged = parseRecord(content);
    const isKept = isObject(content) && (judged !== undefined || this.#isEvidence(content));
    const time = judged === undefined ? timeOf(content) : judged.time;
    if (!isKept) this.passOver(1, time === undefined ? undefined : { first: time, last: time });
    else this.#keep(path, content, { judged, time });
  }

  #keep(
    path: string,
    content: Fields,
    { judged, time }: { judged: JudgedRecord | undefined; time: number | undefined },
  ): void {
    this.#beginFile(path);
    this.#kept.add(path, { judged, time, isOwnCall: judged === undefined && !isUpdate(content) });
    this.#add({ record: reduceRecord(content) });
    const { blockCharacters = defaultBlockCharacters } = this.#options;
    if (this.#characters > blockCharacters) this.#flush();
  }

  /** Whether a record that no rule concerns decides about one that a rule does. */
  #isEvidence(record: Fields): boolean {
    return (
      isUpdate(record) || (this.#options.reading.ownCalls !== undefined && observedCall(record) !== undefined)
    );
  }

  #beginFile(path: string): void {
    if (path === this.#path) return;
    this.#path = path;
    if (placeOf(path) < placeOf(this.#lastPath)) this.#add({ file: path, after: this.#lastPath });
    else this.#add({ file: path });
    if (placeOf(path) > placeOf(this.#lastPath)) this.#lastPath = path;
  }

  #add(line: PartLine): void {
    const text = JSON.stringify(line);
    this.#lines.push(text);
    this.#characters += text.length;
  }

  #flush(): void {
    if (this.#lines.length === 0) return;
    const bytes = gzipSync(`${this.#lines.join('\n')}\n`, compression);
    this.#options.write(bytes);
    this.#kept.endBlock(bytes.length);
    this.#lines = [];
    this.#characters = 0;
    this.#path = undefined;
  }
}

/** JSON has no time without an end: what is absent is one. */
function inJson({ leftOutByDate: leftOut, ...files }: FileCoverage): FileCoverage {
  if (leftOut === undefined) return files;
  const { from, to = Number.POSITIVE_INFINITY } = leftOut.times;
  const times = { from, to: to === Number.POSITIVE_INFINITY ? undefined : to };
  return { ...files, leftOutByDate: { ...leftOut, times } };
}
