import type { RuleBook } from '../evaluation/rule-book.ts';
import type { Facts } from '../rules/facts.ts';
import { ArchiveAudit } from './archive-audit.ts';
import { timeOf } from './archived-record.ts';
import { UnfitPartError } from './audit-part.ts';
import type { AuditResult, AuditSum } from './audit-result.ts';
import { type KnownPart, takeRecords } from './join-parts.ts';
import { neededTimes } from './needed-times.ts';
import { readPartEnds, withoutHours } from './part-end.ts';
import type { PartSource } from './part-source.ts';
import { digestOf, type Slice, type SliceTerms } from './plan-slices.ts';
import { isInTime } from './selection.ts';

/** What the records of a slice come to, without its violations and refused calls; JSON. */
export interface SliceSum extends AuditSum {
  /** The slice's place among all. */
  readonly slice: number;
  readonly policyRevision: string;
  /** Records of the slice that the parts hold. */
  readonly recordsKept: number;
}

export interface SliceResult extends Pick<AuditResult, 'violations' | 'refused'> {
  readonly sum: SliceSum;
}

export interface SliceOptions {
  /** That of the plan's policy. */
  readonly book: RuleBook;
  readonly facts: Facts;
  /** Asked for those parts alone that the slice opens. */
  readonly sourceOf: (name: string) => PartSource;
  /** Told when what the slice needs of a part has been read. */
  readonly onPart?: () => void;
}

/**
 * Audits one slice: of the parts it reads what the slice's records need, and judges and counts these alone.
 * Throws {@link UnfitPartError} where a part, or the policy, is not the one that was planned with.
 */
export async function auditSlice(
  slice: Slice,
  { selection, policyRevision, refusedKeys: keys }: SliceTerms,
  { book, facts, sourceOf, onPart }: SliceOptions,
): Promise<SliceResult> {
  if (policyRevision !== book.policy.revision) throw new UnfitPartError(differentPolicies);
  const { lapseSeconds } = book.policy.parameters;
  const needed = neededTimes(slice, { lapseSeconds });
  const refusedKeys = new Set(keys);
  const audit = new ArchiveAudit({ book, facts, selection, slice: { times: slice, refusedKeys } });
  let recordsKept = 0;
  const parts = await partsOf(slice, sourceOf);
  await takeRecords(parts, needed, {
    take: (file, content) => {
      const time = timeOf(content) ?? 0;
      if (isInTime(slice, { time })) recordsKept++;
      if (isInTime(needed, { time })) audit.read(file, { content, place: '' });
    },
    onPart,
  });
  const [malformed] = audit.malformed;
  if (malformed !== undefined)
    throw new UnfitPartError(
      `a record of \`${malformed.path}\` cannot be read in its part: ${malformed.reason}`,
    );
  const { violations, refused, ...sum } = audit.result();
  return { sum: { slice: slice.number, policyRevision, recordsKept, ...sum }, violations, refused };
}

export const differentPolicies = 'slices of an audit were planned and judged by different policies';

async function partsOf({ parts: planned }: Slice, sourceOf: SliceOptions['sourceOf']): Promise<KnownPart[]> {
  const digests = new Map(planned.map(({ name, digest }) => [name, digest]));
  return readPartEnds(
    planned.map(({ name }) => sourceOf(name)),
    (end, source) => {
      if (digestOf(end) !== digests.get(source.name))
        throw new UnfitPartError(`\`${source.name}\` is another part than when the audit was planned`);
      return { source, end: withoutHours(end) };
    },
  );
}
