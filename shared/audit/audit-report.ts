import type { LeftOutByDate } from '../archive/left-out.ts';
import type { CountedAside } from '../archive/record-batch.ts';
import type { AuditReport, Finding } from '../contracts/result-contract.generated.ts';
import type { Since } from '../findings/compare-findings.ts';
import type { ObservationCoverage } from './observed-access.ts';
import type { AuditedRun } from './run-audit.ts';
import type { SessionTimeline } from './session-timeline.ts';
import type { RequesterCoverage, UndecidedCount } from './tally.ts';

/** Malformed records that a report names. */
export const mostMalformedNamed = 100;

/** What is wrong with a record of an archive. */
export interface MalformedRecord {
  readonly path: string;
  readonly place: string;
  readonly reason: string;
}

/** An audit report and what goes beyond its contract. */
export interface ArchiveAuditReport extends Omit<AuditReport, 'sessions' | 'runs'> {
  /** What was asked to be audited. */
  readonly paths?: readonly string[];
  /** What could not be read and is not in the coverage, a line each; absent where there is none. */
  readonly troubles?: readonly string[];
  /** What became of the findings of an earlier report: of `findings` those are left that are new. */
  readonly since?: Since;
  /** The gravest first. */
  readonly findings: Finding[];
  readonly coverage: AuditReport['coverage'] & {
    readonly filesIgnored: number;
    /** What was not read because it lies in folders of other days than those that the selected times need. */
    readonly leftOutByDate?: UnreadByDate;
    /** What was met that holds no record, by kind: files and parts of files. */
    readonly withoutRecords: readonly MetAside[];
    /** Records whose id another event of the same time had before them, by source or name: both are judged. */
    readonly idCollisions: number;
    /** Records that a rule would concern, but that the policy's scope or the filters leave out. */
    readonly recordsLeftOut: number;
    /** Whether the policy's scope or a filter says whose requests, or for what, are judged. */
    readonly isLimited: boolean;
    /** What was undecided for want of which evidence. */
    readonly undecided: readonly UndecidedCount[];
    readonly requesters: RequesterCoverage;
    /** The first 100 of the malformed records. */
    readonly malformed: readonly MalformedRecord[];
    /** Whose own calls were observed, where that was asked for. */
    readonly observed?: ObservationCoverage;
    readonly interrupted?: true;
  };
  readonly sessions?: SessionTimeline[];
  /** In the order of their start. */
  readonly runs?: AuditedRun[];
}

/** Files and folders that were not read; `from` and `to` are the times of the events that are in those that were. */
export interface UnreadByDate {
  readonly files: number;
  /** Folders of which nobody counted the files. */
  readonly folders: number;
  readonly from?: string;
  readonly to?: string;
}

/** Something that holds no record, as often as it was met; `path` and `place` say where first. */
export interface MetAside extends CountedAside {
  readonly path: string;
}

/** What happened to the files, which is the reader's to know. */
export interface FileCoverage {
  readonly filesRead: number;
  readonly filesSkipped: { path: string; reason: string }[];
  readonly filesIgnored: number;
  readonly withoutRecords: readonly MetAside[];
  readonly leftOutByDate?: LeftOutByDate | undefined;
  readonly interrupted: boolean;
}
