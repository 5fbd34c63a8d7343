import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { RecordWriter } from './records.ts';

/** An archive on disk. */
export interface MadeArchive {
  readonly folder: string;
  readonly records: number;
  /** Decompressed. */
  readonly bytes: number;
}

export interface ArchiveShape {
  readonly files: number;
  readonly recordsOfFile: number;
  readonly isCompressed?: boolean;
}

/** Writes log files as CloudTrail does, the same in every run. */
export function makeArchive(
  folder: string,
  { files, recordsOfFile, isCompressed = true }: ArchiveShape,
): MadeArchive {
  mkdirSync(folder, { recursive: true });
  const writer = new RecordWriter(12);
  let bytes = 0;
  for (let file = 0; file < files; file++) {
    const text = logFile(writer, recordsOfFile);
    bytes += text.length;
    const name = `123456789012_CloudTrail_eu-central-1_${String(file).padStart(6, '0')}.json`;
    if (isCompressed) writeFileSync(join(folder, `${name}.gz`), gzipSync(text));
    else writeFileSync(join(folder, name), text);
  }
  return { folder, records: files * recordsOfFile, bytes };
}

/** A log file, made of pieces: a large one is more than a text can hold. */
function logFile(writer: RecordWriter, records: number): Buffer {
  const pieces = [Buffer.from('{"Records":[')];
  for (let record = 0; record < records; record++)
    pieces.push(Buffer.from(record === 0 ? writer.next() : `,${writer.next()}`));
  return Buffer.concat([...pieces, Buffer.from(']}')]);
}
