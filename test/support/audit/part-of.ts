import type { ArchivedRecord } from '../../../shared/audit/archived-record.ts';
import type { PartReading } from '../../../shared/audit/audit-part.ts';
import type { FileCoverage } from '../../../shared/audit/audit-report.ts';
import type { PartSource } from '../../../shared/audit/part-source.ts';
import { PartWriter } from '../../../shared/audit/part-writer.ts';

/** A file of an archive, and the part that it is in. */
export interface File {
  readonly path: string;
  readonly part: number;
  readonly records: readonly ArchivedRecord[];
}

/** What became of the files of a part: one was read. */
export const fileCoverage: FileCoverage = {
  filesRead: 1,
  filesSkipped: [],
  filesIgnored: 0,
  withoutRecords: [],
  interrupted: false,
};

interface PartToMake {
  readonly reading?: PartReading;
  readonly files?: FileCoverage;
  readonly blockCharacters?: number;
  readonly name?: string;
}

/** The part that files make. */
export function partOf(
  some: readonly File[],
  { reading = {}, files = fileCoverage, blockCharacters, name }: PartToMake = {},
): PartSource {
  const pieces: Uint8Array[] = [];
  const options = { reading, write: (bytes: Uint8Array) => void pieces.push(bytes) };
  const writer = new PartWriter({ ...options, ...(blockCharacters && { blockCharacters }) });
  for (const { path, records } of some) for (const one of records) writer.read(path, one);
  writer.end(files);
  return sourceOf(Buffer.concat(pieces), name);
}

/** Bytes as a part, whatever they are. */
export function sourceOf(bytes: Buffer, name = 'part.gz'): PartSource {
  return {
    name,
    open: async function* (range) {
      yield bytes.subarray(range?.from, range?.to);
    },
    readEnd: async (count) => bytes.subarray(-count),
  };
}

/** A record as it stands in a file. */
export function inArchive(content: object, place: string): ArchivedRecord {
  return { json: JSON.stringify(content), place };
}

/** Files in the order in which folders are read. */
export function inTheirOrder(files: readonly File[]): File[] {
  return files.toSorted((one, other) =>
    one.path.replaceAll('/', '\0') < other.path.replaceAll('/', '\0') ? -1 : 1,
  );
}
