import { Readable } from 'node:stream';
import { ArchiveReader } from '../../archive/archive-reader.ts';
import { descend } from '../../archive/descend.ts';
import { BatchWriter, recordsOf } from '../../archive/record-batch.ts';
import { UnreadableFileError } from '../../archive/unreadable-file.ts';
import { MalformedRecordError } from '../../cloudtrail/errors.ts';
import { parseDelivery } from '../../cloudtrail/parse-delivery.ts';
import { busOf, trailEvent } from '../../events/trail-event.ts';
import { isEvent } from '../../json/event-envelope.ts';
import { NotJsonError, parseJson } from '../../json/parse.ts';
import { type Fields, isObject } from '../../json/value.ts';
import type { PutEvents } from './event-bus.ts';

const mostNamed = 100;
/** Bytes that one document, line or packed file may have once it is decompressed. */
const mostBytes = 256 * 1024 * 1024;

/** What became of what was handed in. */
export interface Intake {
  /** Events and records, those too that no rule concerns. */
  readonly read: number;
  /** Those that a rule of the bus has for a function. */
  readonly taken: number;
  /** Of those, how many could not be worked on: they have to come again. */
  readonly failed: number;
  readonly malformedCount: number;
  /** The first 100 of those that cannot be read, without a value. */
  readonly malformed: readonly Malformed[];
}

interface Malformed {
  readonly place: string;
  readonly reason: string;
}

/** Events in whatever form, and what a reader of archives opens. */
export interface EventIntake {
  /** One JSON document: an event, a record, a list of them; or bytes in any form that `audit` reads. */
  readonly bytes: (bytes: Buffer) => Promise<Intake>;
  readonly stream: (stream: Readable) => Promise<Intake>;
  /** A regular file, by its path or the bytes of that. */
  readonly file: (path: string | Buffer) => Promise<Intake>;
}

export interface IntakeOptions {
  readonly put: PutEvents;
  /** Learns of the records that a function judged, in JSON. */
  readonly judged: (records: readonly string[]) => void;
}

/** An event, and where it stood. */
interface Placed {
  readonly event: Fields;
  readonly place: string;
}

/**
 * Makes what takes events in and waits until they were worked on. Archives are read one after the other: each takes
 * memory. What could be read is worked on, whatever the rest is.
 */
export function eventIntake(options: IntakeOptions): EventIntake {
  const archives = archiveIntake(options);
  return {
    bytes: async (bytes) => {
      const value = jsonIn(bytes);
      if (value === undefined) return archives((reader) => reader.readStream(Readable.from([bytes])));
      const count = new Count();
      const events = eventsIn(value);
      if (events !== undefined) await work(events, count, options);
      else await work(recordsIn(value, count), count, options);
      return count.intake;
    },
    stream: (stream) => archives((reader) => reader.readStream(stream)),
    file: (path) => archives((reader) => reader.readFile(path, true)),
  };
}

/** `undefined` where the bytes are no one JSON document: the reader of archives finds out what they are. */
function jsonIn(bytes: Buffer): unknown {
  try {
    return parseJson(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof NotJsonError) return undefined;
    throw error;
  }
}

/** The events in a document of nothing else. */
function eventsIn(value: unknown): Placed[] | undefined {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isAll = items.length > 0 && items.every((item) => isObject(item) && isEvent(item));
  return isAll
    ? items.map((event, index) => ({ event: event as Fields, place: `event ${index + 1}` }))
    : undefined;
}

function recordsIn(value: unknown, count: Count): Placed[] {
  const records: Placed[] = [];
  for (const found of descend(value, '')) {
    if ('record' in found) records.push({ event: trailEvent(found.record), place: found.place });
    else if ('malformed' in found) count.malform(found.place, found.malformed);
    else if (found.aside.treatment === 'refused' || found.aside.treatment === 'misplaced')
      count.malform(found.place, `is no CloudTrail record: ${found.aside.kind}`);
  }
  return records;
}

function archiveIntake(options: IntakeOptions) {
  let count = new Count();
  const batch = new BatchWriter();
  const reader = new ArchiveReader({ batch, flush, mostBytes });
  let last: Promise<unknown> = Promise.resolve();

  async function flush(): Promise<void> {
    const read = batch.take();
    count.read += read.passed;
    for (const { place, reason } of [...read.malformed, ...read.skipped]) count.malform(place, reason);
    for (const { kind, place, treatment } of read.asides)
      if (treatment === 'refused' || treatment === 'misplaced')
        count.malform(place, `is no CloudTrail record: ${kind}`);
    const records = [...recordsOf(read)].map(({ json, place }) => ({
      event: trailEvent(parsed(json)),
      place,
    }));
    await work(records, count, options);
  }

  async function readAll(read: (reader: ArchiveReader) => Promise<void>): Promise<Intake> {
    count = new Count();
    try {
      await read(reader);
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      count.malform('', error.message);
    } finally {
      await flush();
    }
    return count.intake;
  }

  return (read: (reader: ArchiveReader) => Promise<void>): Promise<Intake> => {
    const result = last.then(() => readAll(read));
    last = result.catch(() => undefined);
    return result;
  };
}

function parsed(json: string): Fields {
  const value = JSON.parse(json);
  return isObject(value) ? value : {};
}

/** Puts events on their buses; those that no function could read are malformed. */
async function work(placed: readonly Placed[], count: Count, { put, judged }: IntakeOptions): Promise<void> {
  count.read += placed.length;
  const sound = placed.filter(({ event, place }) => {
    const reason = faultOf(event);
    if (reason !== undefined) count.malform(place, reason);
    return reason === undefined;
  });
  const places = new Map(sound.map(({ event, place }) => [event, place]));
  for (const bus of ['default', 'own'] as const) {
    const events = sound.map(({ event }) => event).filter((event) => busOf(event) === bus);
    const { taken, failed, refused } = await put(bus, events);
    for (const { event, reason } of refused) count.malform(places.get(event) ?? '', reason);
    count.taken += taken.length;
    count.failed += failed;
    if (bus === 'default') judged(taken.map(({ detail }) => JSON.stringify(detail)));
  }
}

/** Why the function that would get a record cannot read it. */
function faultOf(event: Fields): string | undefined {
  if (busOf(event) === 'own') return undefined;
  try {
    parseDelivery(event);
    return undefined;
  } catch (error) {
    if (error instanceof MalformedRecordError) return error.message;
    throw error;
  }
}

class Count {
  read = 0;
  taken = 0;
  failed = 0;
  #malformedCount = 0;
  readonly #malformed: Malformed[] = [];

  malform(place: string, reason: string): void {
    this.#malformedCount++;
    if (this.#malformed.length < mostNamed) this.#malformed.push({ place, reason });
  }

  get intake(): Intake {
    const { read, taken, failed } = this;
    return { read, taken, failed, malformedCount: this.#malformedCount, malformed: this.#malformed };
  }
}
