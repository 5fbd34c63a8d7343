import { ArchiveReader } from './archive-reader.ts';
import { ownReport } from './known-kinds.ts';
import { defaultMaxFileSize } from './read-file.ts';
import { BatchWriter } from './record-batch.ts';
import { UnreadableFileError } from './unreadable-file.ts';

class FoundError extends Error {}

/**
 * What a file holds: CloudTrail records, or what may have been some; a report of this program, or nothing; something else.
 * It is read no further than it takes to know.
 */
export async function whatIsIn(path: string): Promise<'records' | 'report' | 'other'> {
  const batch = new BatchWriter();
  const stopAtFirst = async () => {
    throw new FoundError();
  };
  try {
    await new ArchiveReader({ batch, mostBytes: defaultMaxFileSize, flush: stopAtFirst }).readFile(path);
  } catch (error) {
    if (error instanceof FoundError || error instanceof UnreadableFileError) return 'records';
    throw error;
  }
  const { passed, count, malformed, skipped, asides } = batch.take();
  if (passed + count + malformed.length + skipped.length > 0) return 'records';
  return asides.every(({ kind }) => kind === ownReport) ? 'report' : 'other';
}
