import { parseRecord } from '../cloudtrail/parse-record.ts';
import { parseTime } from '../cloudtrail/time.ts';
import { type Fields, isObject } from '../json/value.ts';
import type { Aside, Found } from './found.ts';

/** Characters of records that are gathered before they are passed on. */
const manyCharacters = 1024 * 1024;
/** Records and faults that are. */
const many = 5000;
/** Characters of a place: of what is nested without end it has none. */
const longestPlace = 200;

/** The first and last of some times, in seconds since 1970 UTC. */
export interface TimeSpan {
  readonly first: number;
  readonly last: number;
}

/** Something without a record that was met, and how often. `place` and `path` say where the first was. */
export interface CountedAside extends Aside {
  readonly count: number;
  readonly place: string;
}

/** What was read of one file, or of a part of one: plain data, which passes from thread to thread. */
export interface RecordBatch {
  /** Records that no rule concerns: read, and not looked at any further. */
  readonly passed: number;
  readonly times: TimeSpan | undefined;
  /** How many records there are in `json`. */
  readonly count: number;
  /** Records that a rule may concern, as JSON, and their places, a line each: two texts pass between threads at once. */
  readonly json: string;
  readonly places: string;
  readonly malformed: readonly { readonly reason: string; readonly place: string }[];
  readonly asides: readonly CountedAside[];
  /** Lists of records, empty ones too. */
  readonly lists: number;
  /** Files within archives that could not be read to their end. */
  readonly skipped: readonly { readonly place: string; readonly reason: string }[];
}

/** Says which records are wanted that no rule concerns. */
export interface FurtherRecords {
  readonly wants: (record: Fields) => boolean;
}

/** Gathers what is read until somebody takes it. */
export class BatchWriter {
  readonly #further: FurtherRecords | undefined;
  #passed = 0;
  #times: TimeSpan | undefined;
  #json: string[] = [];
  #places: string[] = [];
  #malformed: { reason: string; place: string }[] = [];
  #asides = new Map<string, CountedAside>();
  #characters = 0;
  #skipped: { place: string; reason: string }[] = [];
  #met = 0;
  #lists = 0;

  /** Of records that no rule concerns, those that `further` wants are passed on too. */
  constructor(further?: FurtherRecords) {
    this.#further = further;
  }

  /** Records, lists of them, faults and things without a record so far, those of batches that were taken too. */
  get met(): number {
    return this.#met;
  }

  /** Whether there is enough to be passed on. */
  get isFull(): boolean {
    return this.#characters > manyCharacters || this.#json.length + this.#malformed.length > many;
  }

  passOver(count: number, times: TimeSpan | undefined): void {
    this.#passed += count;
    this.#met += count;
    if (times !== undefined) this.#times = spanOf(this.#times, times);
  }

  openLists(count: number): void {
    this.#lists += count;
    this.#met += count;
  }

  /** Takes a record in JSON of one line. */
  record(json: string, place: string): void {
    this.#met++;
    this.#characters += json.length;
    this.#json.push(json);
    this.#places.push(place);
  }

  malformed(reason: string, place: string): void {
    this.#met++;
    this.#malformed.push({ reason, place: clip(place) });
  }

  skip(place: string, reason: string): void {
    this.#met++;
    this.#skipped.push({ place, reason });
  }

  add(found: Found): void {
    if ('record' in found) this.#addRecord(found.record, found.place);
    else if ('malformed' in found) this.malformed(found.malformed, found.place);
    else this.aside(found.aside, found.place);
  }

  aside(aside: Aside, place: string): void {
    this.#met++;
    const key = `${aside.treatment} ${aside.kind}`;
    const known = this.#asides.get(key) ?? { ...aside, place, count: 0 };
    this.#asides.set(key, { ...known, count: known.count + 1 });
  }

  /** What was gathered; the next batch begins. */
  take(): RecordBatch {
    const batch = {
      passed: this.#passed,
      times: this.#times,
      count: this.#json.length,
      json: this.#json.join('\n'),
      places: this.#places.join('\n'),
      malformed: this.#malformed,
      asides: [...this.#asides.values()],
      lists: this.#lists,
      skipped: this.#skipped,
    };
    this.#lists = 0;
    this.#passed = 0;
    this.#times = undefined;
    this.#json = [];
    this.#places = [];
    this.#malformed = [];
    this.#asides = new Map();
    this.#skipped = [];
    this.#characters = 0;
    return batch;
  }

  #addRecord(record: Fields, place: string): void {
    if (mayConcern(record) || this.#further?.wants(record)) {
      this.record(JSON.stringify(record), place);
      return;
    }
    const time = typeof record.eventTime === 'string' ? parseTime(record.eventTime) : undefined;
    this.passOver(1, time === undefined ? undefined : { first: time, last: time });
  }
}

/** Whether a rule concerns the record, or may: damage that hides it is told by whoever reads it whole. */
function mayConcern(record: Fields): boolean {
  if (isObject(record.addendum)) return true;
  try {
    return parseRecord(record) !== undefined;
  } catch {
    return true;
  }
}

/** The records of a batch, in their order. */
export function* recordsOf({ count, json, places }: RecordBatch): Generator<{ json: string; place: string }> {
  if (count === 0) return;
  const lines = places.split('\n');
  let start = 0;
  for (const place of lines) {
    const end = json.indexOf('\n', start);
    yield { json: json.slice(start, end === -1 ? json.length : end), place };
    start = end + 1;
  }
}

function clip(place: string): string {
  return place.length > longestPlace ? `${place.slice(0, longestPlace)}…` : place;
}

function spanOf(one: TimeSpan | undefined, other: TimeSpan): TimeSpan {
  if (one === undefined) return other;
  return { first: Math.min(one.first, other.first), last: Math.max(one.last, other.last) };
}
