import type { FileReading, NumberedFile } from './file-reading.ts';
import type { RecordBatch } from './record-batch.ts';

/** Answers of a thread, but the last to an order, that nobody has looked at yet: it waits then. */
export const mostUnread = 3;

/** To a reader thread: files to read, or that one more of its answers, which was not the last to an order, was looked at. */
export type ThreadOrder = { readonly files: readonly NumberedFile[] } | { readonly read: true };

/** From a reader thread: what it read, in the order of the files. */
export interface ThreadAnswer {
  readonly packed: PackedReadings;
  /** Whether this is the last answer to an order. */
  readonly isDone: boolean;
}

/** Readings as two texts: of many small files, to clone an object each would cost as much as to read them. */
export interface PackedReadings {
  /** {@link PackedReading}s as JSON. */
  readonly heads: string;
  /** The records of all readings, one behind the other. */
  readonly json: string;
}

interface PackedReading extends Omit<FileReading, 'batch'> {
  /** Without its records, and without what most batches have none of. */
  readonly batch: Partial<RecordBatch>;
  /** Characters of its records. */
  readonly characters: number;
}

const empty = { times: undefined, places: '', malformed: [], asides: [], skipped: [] } as const;

export function packReadings(readings: readonly FileReading[]): PackedReadings {
  const heads = readings.map(({ batch, ...reading }): PackedReading => {
    return { ...reading, batch: headOf(batch), characters: batch.json.length };
  });
  return { heads: JSON.stringify(heads), json: readings.map(({ batch }) => batch.json).join('') };
}

export function unpackReadings({ heads, json }: PackedReadings): FileReading[] {
  let at = 0;
  return (JSON.parse(heads) as PackedReading[]).map(({ batch, characters, ...reading }) => {
    const start = at;
    at += characters;
    return { ...reading, batch: { ...empty, ...batch, json: json.slice(start, at) } as RecordBatch };
  });
}

function headOf({ json: _, ...head }: RecordBatch): Partial<RecordBatch> {
  const { malformed, asides, skipped, ...others } = head;
  return malformed.length + asides.length + skipped.length === 0 ? others : head;
}
