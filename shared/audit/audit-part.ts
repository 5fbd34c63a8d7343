import type { TimeRange } from '../archive/time-range.ts';
import { UnreadableFileError } from '../archive/unreadable-file.ts';
import type { Fields } from '../json/value.ts';
import type { FileCoverage, MalformedRecord } from './audit-report.ts';

/**
 * A part is what an audit needs of some files of an archive: gzip of JSON, one value a line. It depends on no policy, so
 * that parts which were made once can be judged again and again. Each block of lines is a member of the gzip file, so that
 * those of some times can be read alone; the member before the last is the end, which says where blocks lie and what is in
 * them; the last one, which always has as many bytes, says how many the end has.
 */
export type PartLine =
  | PartHeader
  | PartFile
  /** A record that a rule concerns, or that decides about one, reduced to what is read of it; in the order in which they were read. */
  | { readonly record: Fields };

/** The first line, and what the end begins with. */
interface PartHeader {
  readonly format: typeof partFormat;
  readonly version: typeof partVersion;
  readonly reading: PartReading;
}

/** What follows is of this file. Every block that holds a record names it anew. */
export interface PartFile {
  readonly file: string;
  /** A file that was read before it, though it comes after it in the order of files. */
  readonly after?: string;
}

/** How the files were read. */
export interface PartReading {
  /** In which time callers' own calls were kept; absent where they were not. */
  readonly ownCalls?: TimeRange | undefined;
}

/** What can be told of a part without reading it. Times are those of records, in seconds since 1970 UTC. */
export interface PartEnd extends PartHeader {
  readonly passed: {
    /** Records that no rule concerns. */
    readonly count: number;
    /** Malformed records that are not among those that are named. */
    readonly malformed: number;
    readonly first?: number;
    readonly last?: number;
  };
  readonly kept: KeptRecords;
  /** The first malformed records. */
  readonly malformed: readonly MalformedRecord[];
  readonly files: FileCoverage;
  /** In their order, from the first byte on. */
  readonly blocks: readonly PartBlock[];
}

/** The records that a part holds. */
export interface KeptRecords {
  readonly count: number;
  /** Of those that have a time. */
  readonly first?: number;
  readonly last?: number;
  /** Hours since 1970 UTC, and how many records each has; own calls are none. In the order of time. */
  readonly hours: readonly (readonly [hour: number, count: number])[];
  /** Access keys of refused calls, each once. */
  readonly refusedKeys: readonly string[];
  /** The file of the first one. */
  readonly firstFile?: string;
}

/** A record without a time is of the time 0. */
export interface PartBlock {
  readonly bytes: number;
  readonly records: number;
  readonly first: number;
  readonly last: number;
}

export const partFormat = 'sts-warden audit part';
/** Another one wherever records are reduced to other members, or lines have another meaning. */
export const partVersion = 2;

/** A part that cannot be read, or does not fit the others or the audit. */
export class UnfitPartError extends UnreadableFileError {
  override readonly name = 'UnfitPartError';
}
