import type { ArchiveAuditReport } from '../shared/audit/audit-report.ts';
import { counted } from '../shared/json/counted.ts';
import { abridged } from './tell.ts';

/** What the coverage says was not read or not judged, a line each. */
export function troublesIn(coverage: ArchiveAuditReport['coverage']): string[] {
  const { rules, filesSkipped, malformed, recordsMalformed, withoutRecords } = coverage;
  const faults = Object.entries(rules).filter(([, { fault }]) => fault > 0);
  return [
    ...faults.map(([id, { fault }]) => `the rule ${id} failed on ${counted(fault, 'subject')}`),
    ...abridged(
      filesSkipped.map(({ path, reason }) => `${path}: ${reason}`),
      'skipped file',
    ),
    // Where a whole file is refused, it is skipped.
    ...withoutRecords
      .filter(({ treatment, place }) => treatment === 'refused' && place !== '')
      .map(({ kind, count, path, place, advice = '' }) => `${path}, ${place}: ${kind} (${count}): ${advice}`),
    ...abridged(
      malformed.map(({ path, place, reason }) => `${path}, ${place}: ${reason}`),
      'malformed record',
      recordsMalformed,
    ),
  ];
}
