import type { TimeRange } from '../archive/time-range.ts';
import type { RuleBook } from '../evaluation/rule-book.ts';
import { sha256 } from '../json/sha256.ts';
import type { PartEnd } from './audit-part.ts';
import type { RecordsRead } from './audit-result.ts';
import { neededTimes } from './needed-times.ts';
import { readPartEnds, withoutHours } from './part-end.ts';
import { mayHold } from './part-lines.ts';
import type { PartSource } from './part-source.ts';
import { recordsReadIn } from './part-totals.ts';
import type { Selection } from './selection.ts';
import { sliceTimes } from './slice-times.ts';

/** Records of a slice, and of what it needs before it, that take about half a gigabyte. */
const defaultMostRecords = 1_000_000;

/** How parts are audited by slices of time; JSON. A slice is judged by itself and the terms, wherever the rest of the plan is. */
export interface SlicePlan {
  /** At least one, in the order of time. Every record is of one of them. */
  readonly slices: readonly Slice[];
  readonly terms: SliceTerms;
  readonly whole: SlicedWhole;
}

/** What all slices are judged by. */
export interface SliceTerms {
  readonly selection: Selection;
  readonly policyRevision: string;
  /** Access keys of refused calls of all times. */
  readonly refusedKeys: readonly string[];
}

/** What the results of the slices are put together by. */
export interface SlicedWhole extends Pick<SliceTerms, 'selection' | 'policyRevision'> {
  /** The times of the slices. */
  readonly slices: readonly TimeRange[];
  /** Records that the parts hold. */
  readonly recordsKept: number;
  readonly read: RecordsRead;
}

interface PlannedPart {
  readonly name: string;
  /** Of its end: by it a part is known to be the one that was planned with. */
  readonly digest: string;
}

/** A slice of time: the first has no start, the last no end, and a record without a time is of the first one. */
export interface Slice extends TimeRange {
  /** Its place among all. */
  readonly number: number;
  /** Those that it has to open. */
  readonly parts: readonly PlannedPart[];
}

export interface PlanOptions {
  readonly book: RuleBook;
  readonly selection?: Selection;
  /** Records that a slice and what it needs before it may hold; half a day is never split. */
  readonly mostRecords?: number | undefined;
  /** Told when the end of a part has been read. */
  readonly onPart?: () => void;
}

/**
 * Plans slices of time that hold so few records each that memory is bounded, from the ends of parts alone. Throws
 * UnfitPartError where one is no part.
 */
export async function planSlices(
  sources: readonly PartSource[],
  { book, selection = {}, mostRecords = defaultMostRecords, onPart }: PlanOptions,
): Promise<SlicePlan> {
  const hours = new Map<number, number>();
  const known = await readPartEnds(sources, (end, { name }) => {
    for (const [hour, count] of end.kept.hours) hours.set(hour, (hours.get(hour) ?? 0) + count);
    onPart?.();
    return { part: { name, digest: digestOf(end) }, end: withoutHours(end) };
  });
  const ends = known.map(({ end }) => end);
  const { lapseSeconds } = book.policy.parameters;
  const slices = sliceTimes([...hours], { mostRecords, lapseSeconds });
  const judged = { selection, policyRevision: book.policy.revision };
  return {
    slices: slices.map((times, number) => {
      const needed = neededTimes(times, { lapseSeconds });
      const isOpened = ({ blocks }: PartEnd) => blocks.some((block) => mayHold(block, needed));
      const opened = known.filter(({ end }) => isOpened(end));
      return { number, ...times, parts: opened.map(({ part }): PlannedPart => part) };
    }),
    terms: { ...judged, refusedKeys: [...new Set(ends.flatMap(({ kept }) => kept.refusedKeys))] },
    whole: {
      ...judged,
      slices,
      recordsKept: ends.reduce((sum, { kept }) => sum + kept.count, 0),
      read: recordsReadIn(ends),
    },
  };
}

/** What an end, and so its part, is known by. */
export function digestOf(end: PartEnd): string {
  return sha256(JSON.stringify(end));
}
