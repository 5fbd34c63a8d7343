import type { TimeSpan } from '../archive/record-batch.ts';
import type { PartEnd } from './audit-part.ts';
import { type MalformedRecord, mostMalformedNamed } from './audit-report.ts';
import { type RecordsRead, spanOf } from './audit-result.ts';
import { placeOf } from './file-place.ts';
import { joinCoverage } from './join-coverage.ts';

/** What was read of all parts together, by their ends. */
export function recordsReadIn(ends: readonly PartEnd[]): RecordsRead {
  const malformed = malformedIn(ends);
  const unnamed = (end: PartEnd) => end.passed.malformed + end.malformed.length;
  let [recordsRead, recordsMalformed] = [0, 0];
  let times: TimeSpan | undefined;
  for (const end of ends) {
    recordsRead += end.passed.count + end.kept.count + unnamed(end);
    recordsMalformed += unnamed(end);
    times = spanOf(times, spanOf(timesIn(end.passed), timesIn(end.kept)));
  }
  return {
    files: joinCoverage(ends.map(({ files }) => files)),
    recordsRead,
    recordsMalformed,
    malformed: malformed.slice(0, mostMalformedNamed),
    times,
  };
}

/** The malformed records that the ends name, in the order of their files. */
export function malformedIn(ends: readonly PartEnd[]): MalformedRecord[] {
  const placed = ends.flatMap(({ malformed }) => malformed.map((one) => ({ one, place: placeOf(one.path) })));
  return placed
    .sort((one, other) => (one.place < other.place ? -1 : Number(one.place > other.place)))
    .map(({ one }) => one);
}

/** The times that are said of some records, where there are any. */
export function timesIn({ first, last }: Partial<TimeSpan>): TimeSpan | undefined {
  return first === undefined || last === undefined ? undefined : { first, last };
}
