import type { ArchiveFile, FileReading } from '../../shared/archive/file-reading.ts';
import { defaultMaxFileSize } from '../../shared/archive/read-file.ts';
import { recordsOf } from '../../shared/archive/record-batch.ts';
import { UnreadableFileError } from '../../shared/archive/unreadable-file.ts';
import { FileOutcomes } from '../../shared/audit/file-outcomes.ts';
import { type QueueWorkerOptions, queueWorker } from '../../shared/aws/lambda/queue-worker.ts';
import type { ObjectStore } from '../../shared/aws/objects/object-store.ts';
import { readObjects } from '../../shared/aws/objects/read-objects.ts';
import type { NoteCoverage } from '../../shared/aws/records/coverage-notes.ts';
import { MalformedRecordError } from '../../shared/cloudtrail/errors.ts';
import { parseDelivery } from '../../shared/cloudtrail/parse-delivery.ts';
import { counted } from '../../shared/json/counted.ts';
import { type Fields, isObject } from '../../shared/json/value.ts';
import type { HandOver } from './hand-over.ts';
import { placeOfLogFile } from './log-file-place.ts';
import { type NewObject, readNewObject } from './new-object.ts';

export interface LogFileDependencies extends Pick<QueueWorkerOptions<unknown>, 'setAside' | 'log' | 'meter'> {
  /** The bucket into which the trail puts its log files. */
  readonly bucket: string;
  readonly store: Pick<ObjectStore, 'read'>;
  readonly handOver: HandOver;
  readonly noteCoverage: NoteCoverage;
}

/**
 * Reads log files of CloudTrail as they come into a bucket, and hands their records to the queues that EventBridge would
 * have brought them to: there they are judged by the same functions, with the same ids. What of a file cannot be read is
 * set aside, when the rest of it has been handed over.
 */
export function auditLogFiles(dependencies: LogFileDependencies) {
  const { bucket, store, handOver, noteCoverage, meter } = dependencies;

  async function readFile({ object, at }: NewObject): Promise<void> {
    const place = placeOfLogFile(object.key);
    const outcomes = new FileOutcomes();
    const faults: string[] = [];

    async function take(file: ArchiveFile, reading: FileReading): Promise<void> {
      const malformed = outcomes.add(file, reading);
      faults.push(...malformed.map((fault) => `${fault.place}: ${fault.reason}`));
      const records: { readonly record: Fields; readonly where: string }[] = [];
      for (const { json, place: where } of recordsOf(reading.batch)) {
        const record: unknown = JSON.parse(json);
        const fault = faultOf(record);
        if (fault !== undefined) faults.push(`${where}: ${fault}`);
        else if (isObject(record)) records.push({ record, where });
      }
      const { messages, tooLong } = await handOver.send(records, place);
      meter.count('RecordsHandedOver', messages);
      faults.push(...tooLong.map((where) => `${where}: is longer than a message of Amazon SQS may be`));
    }

    await readObjects([object], {
      ...{ bucket, take, store, mostBytes: defaultMaxFileSize, further: handOver },
      // What is denied may be allowed before the queue gives the message up.
      awaited: ['time', 'somebody'],
      signal: new AbortController().signal,
    });
    const { filesRead, filesSkipped } = outcomes.coverage({ skipped: [], ignored: [] }, true);
    faults.push(...filesSkipped.map(({ reason }) => reason));
    meter.count('LogFilesRead');
    if (filesRead > 0 && place !== undefined && at !== undefined) await noteCoverage(place, at);
    const [first] = faults;
    if (first !== undefined)
      throw new UnreadableFileError(`${counted(faults.length, 'fault')}, first ${first}`);
  }

  return queueWorker({
    ...dependencies,
    read: (event) => readNewObject(event, bucket),
    hopeless: UnreadableFileError,
    work: readFile,
  });
}

/** Why the function that would get a record cannot read it. */
function faultOf(record: unknown): string | undefined {
  try {
    parseDelivery(record);
    return undefined;
  } catch (error) {
    if (error instanceof MalformedRecordError) return error.message;
    throw error;
  }
}
