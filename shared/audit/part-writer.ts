import { gzipSync } from 'node:zlib';
import type { TimeSpan } from '../archive/record-batch.ts';
import { MalformedRecordError } from '../cloudtrail/errors.ts';
import { observedCall } from '../cloudtrail/observed-call.ts';
import { isUpdate, parseRecord } from '../cloudtrail/parse-record.ts';
import { reduceRecord } from '../cloudtrail/reduce-record.ts';
import { NotJsonError } from '../json/parse.ts';
import { isObject } from '../json/value.ts';
import { type ArchivedRecord, contentOf, timeOf } from './archived-record.ts';
import { type PartLine, type PartReading, partFormat, partVersion } from './audit-part.ts';
import { type FileCoverage, mostMalformedNamed } from './audit-report.ts';

/** Characters of lines that are compressed together. */
const blockCharacters = 256 * 1024;
/** The fastest: records are alike, and go to a fifteenth all the same. */
const compression = { level: 1 };

export interface PartWriterOptions {
  readonly reading: PartReading;
  /** Takes gzip, a whole member at a time. */
  readonly write: (bytes: Uint8Array) => void;
}

/** Takes in the records of some files, as an ArchiveAudit does, and writes the part that they make. */
export class PartWriter {
  readonly #options: PartWriterOptions;
  #lines: string[] = [];
  #characters = 0;
  #path: string | undefined;
  #recordsRead = 0;
  #passed = 0;
  #malformed = 0;
  #malformedNamed = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(options: PartWriterOptions) {
    this.#options = options;
    this.#add({ format: partFormat, version: partVersion, reading: options.reading });
  }

  /** Records read so far. */
  get recordsRead(): number {
    return this.#recordsRead;
  }

  /** Counts records that no rule concerns, or that are malformed and not named. */
  passOver(count: number, times: TimeSpan | undefined, malformed = 0): void {
    this.#recordsRead += count + malformed;
    this.#passed += count;
    this.#malformed += malformed;
    if (times === undefined) return;
    this.#first = Math.min(this.#first, times.first);
    this.#last = Math.max(this.#last, times.last);
  }

  /** Takes in one record. Never throws. */
  read(path: string, record: ArchivedRecord): void {
    try {
      this.#readSound(path, contentOf(record));
    } catch (error) {
      if (!(error instanceof MalformedRecordError || error instanceof NotJsonError)) throw error;
      this.#readMalformed({ path, place: record.place, reason: error.message });
    }
  }

  /** Ends the part: nothing can be added any more. */
  end(files: FileCoverage): void {
    const { count, malformed } = { count: this.#passed, malformed: this.#malformed };
    const times = this.#first <= this.#last && { first: this.#first, last: this.#last };
    this.#add({ passed: { count, malformed, ...times }, files: inJson(files) });
    this.flush();
  }

  /** Writes what was gathered: what is lost afterwards begins here. */
  flush(): void {
    if (this.#lines.length === 0) return;
    this.#options.write(gzipSync(`${this.#lines.join('\n')}\n`, compression));
    this.#lines = [];
    this.#characters = 0;
  }

  #readSound(path: string, content: unknown): void {
    const judged = parseRecord(content);
    const isKept = judged !== undefined || (isObject(content) && this.#isEvidence(content));
    if (!isKept) {
      const time = timeOf(content);
      this.passOver(1, time === undefined ? undefined : { first: time, last: time });
      return;
    }
    this.#recordsRead++;
    this.#beginFile(path);
    if (isObject(content)) this.#add({ record: reduceRecord(content) });
  }

  /** Whether a record that no rule concerns decides about one that a rule does. */
  #isEvidence(record: Record<string, unknown>): boolean {
    return (
      isUpdate(record) || (this.#options.reading.ownCalls !== undefined && observedCall(record) !== undefined)
    );
  }

  #readMalformed(malformed: { path: string; place: string; reason: string }): void {
    if (this.#malformedNamed === mostMalformedNamed) {
      this.passOver(0, undefined, 1);
      return;
    }
    this.#recordsRead++;
    this.#malformedNamed++;
    this.#beginFile(malformed.path);
    this.#add({ malformed });
  }

  #beginFile(path: string): void {
    if (path === this.#path) return;
    this.#path = path;
    this.#add({ file: path });
  }

  #add(line: PartLine): void {
    const text = JSON.stringify(line);
    this.#lines.push(text);
    this.#characters += text.length;
    if (this.#characters > blockCharacters) this.flush();
  }
}

/** JSON has no time without an end: what is absent is one. */
function inJson({ leftOutByDate: leftOut, ...files }: FileCoverage): FileCoverage {
  if (leftOut === undefined) return files;
  const { from, to = Number.POSITIVE_INFINITY } = leftOut.times;
  const times = { from, to: to === Number.POSITIVE_INFINITY ? undefined : to };
  return { ...files, leftOutByDate: { ...leftOut, times } };
}
