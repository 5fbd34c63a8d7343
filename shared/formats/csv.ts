import { plainText } from '../report/plain-text.ts';
import { type ReportedFinding, reportedFindings } from '../report/reported-finding.ts';
import type { Format } from './format.ts';

/** A finding a row (RFC 4180), for a spreadsheet. */
export const csv: Format = {
  name: 'csv',
  summary: 'a finding a row, for a spreadsheet, which takes none of it for a formula',
  results: ['audit', 'check', 'sweep', 'access'],
  omitsUnread: true,
  *render(results) {
    yield rowOf(Object.keys(columns));
    for (const result of results)
      for (const reported of reportedFindings(result))
        yield rowOf(Object.values(columns).map((cellOf) => cellOf(reported)));
  },
};

type Cell = string | number | undefined;

const columns: Readonly<Record<string, (one: ReportedFinding) => Cell>> = {
  severity: ({ finding }) => finding.severity,
  status: ({ finding }) => finding.status,
  rule: ({ finding }) => finding.ruleId,
  guideline: ({ finding }) => finding.guideline,
  message: ({ finding }) => finding.message,
  occurrences: ({ finding }) => finding.occurrences,
  firstSeen: ({ finding }) => finding.firstSeen,
  lastSeen: ({ finding }) => finding.lastSeen,
  account: ({ newest }) => newest.subject.accountId,
  region: ({ newest }) => newest.subject.region,
  requester: ({ newest }) => newest.subject.requester,
  role: ({ newest }) => newest.subject.roleArn,
  task: ({ newest }) => newest.subject.task,
  taskId: ({ newest }) => newest.subject.taskId,
  endpoints: ({ newest }) => newest.subject.endpoints?.join(' → '),
  connection: ({ newest }) => newest.subject.connection,
  hop: ({ newest }) => newest.subject.hop,
  file: ({ path }) => path,
  line: ({ places: [place] }) => place?.line,
  pointer: ({ places: [place] }) => place?.pointer,
  exemption: ({ newest }) => newest.exemption?.id,
  fix: ({ finding }) => finding.remediation,
  id: ({ finding }) => finding.id,
  examples: ({ finding }) => finding.examples.join(' '),
};

/** Excel takes 32,767 characters in a cell, and puts the rest into rows of their own. */
const longestCell = 32_000;

/** What spreadsheets take for the beginning of a formula, full-width forms too (OWASP, "CSV Injection"). */
const formulaStart = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

function rowOf(cells: readonly Cell[]): string {
  return `${cells.map(textOf).join(',')}\r\n`;
}

/** Numbers are ours; a text that would be a formula begins with an apostrophe, which spreadsheets take for "text". */
function textOf(cell: Cell): string {
  if (typeof cell !== 'string') return String(cell ?? '');
  const plain = plainText(cell);
  const text = plain.length > longestCell ? `${plain.slice(0, longestCell).toWellFormed()}…` : plain;
  const safe = formulaStart.test(text) ? `'${text}` : text;
  return /["',\s]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
