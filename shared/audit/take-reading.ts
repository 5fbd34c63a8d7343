import type { FileReading } from '../archive/file-reading.ts';
import { recordsOf } from '../archive/record-batch.ts';
import type { ArchiveAudit } from './archive-audit.ts';

/** Who takes records in. */
export type RecordTaker = Pick<ArchiveAudit, 'recordsRead' | 'passOver' | 'read'>;

/** Gives what was read of a file to who takes it in; `malformed` are the records that `FileOutcomes` says count as such. */
export function takeReading(
  work: Pick<RecordTaker, 'passOver' | 'read'>,
  path: string,
  { batch }: FileReading,
  malformed: FileReading['batch']['malformed'],
): void {
  work.passOver(batch.passed, batch.times);
  for (const record of recordsOf(batch)) work.read(path, record);
  for (const { reason, place } of malformed) work.read(path, { malformed: reason, place });
}
