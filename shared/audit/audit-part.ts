import type { TimeRange } from '../archive/time-range.ts';
import { UnreadableFileError } from '../archive/unreadable-file.ts';
import type { Fields } from '../json/value.ts';
import type { FileCoverage, MalformedRecord } from './audit-report.ts';

/**
 * A part is what an audit needs of some files of an archive: JSON, one value a line, in the order in which they were read.
 * It depends on no policy, so that parts which were made once can be judged again and again.
 */
export type PartLine =
  | PartHeader
  /** What follows is of this file. */
  | { readonly file: string }
  /** A record that a rule concerns, reduced to what is read of it. */
  | { readonly record: Fields }
  | { readonly malformed: MalformedRecord }
  | PartEnd;

/** The first line. */
export interface PartHeader {
  readonly format: typeof partFormat;
  readonly version: typeof partVersion;
  readonly reading: PartReading;
}

/** How the files were read. */
export interface PartReading {
  /** In which time callers' own calls were kept; absent where they were not. */
  readonly ownCalls?: TimeRange | undefined;
}

/** The last line: without it a part is cut off. */
export interface PartEnd {
  readonly passed: {
    /** Records that no rule concerns. */
    readonly count: number;
    /** Malformed records that are not among the lines before. */
    readonly malformed: number;
    /** Of records that no rule concerns; seconds since 1970 UTC. */
    readonly first?: number;
    readonly last?: number;
  };
  readonly files: FileCoverage;
}

export const partFormat = 'sts-warden audit part';
/** Another one wherever records are reduced to other members, or lines have another meaning. */
export const partVersion = 1;

/** A part that cannot be read, or does not fit the others or the audit. */
export class UnfitPartError extends UnreadableFileError {}
