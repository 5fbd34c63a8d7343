import type { ArchiveAuditReport, UnreadByDate } from '../audit/audit-report.ts';
import { counted } from '../json/counted.ts';

/** `12 files and 3 folders`, of what was not read because of its date. */
export function unreadText({ files, folders }: UnreadByDate): string {
  const counts = [
    ...(files > 0 ? [counted(files, 'file')] : []),
    ...(folders > 0 ? [counted(folders, 'folder')] : []),
  ];
  return counts.join(' and ');
}

/** What scope and filters leave out, where that is all that there was to judge. */
export function allLeftOut({
  recordsLeftOut,
  leftOutByDate,
}: Pick<ArchiveAuditReport['coverage'], 'recordsLeftOut' | 'leftOutByDate'>): string {
  if (recordsLeftOut > 0 || leftOutByDate === undefined)
    return `all of ${counted(recordsLeftOut, 'record')} that a rule concerns`;
  return `${unreadText(leftOutByDate)} by date, and nothing else was there to judge`;
}
