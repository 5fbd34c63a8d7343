import { counted } from '../json/counted.ts';
import { accessSummary, notJudged } from '../report/access-summary.ts';
import { auditSummary } from '../report/audit-summary.ts';
import { causeText } from '../report/cause-text.ts';
import type { Paint } from '../report/paint.ts';
import { type ReportedFinding, reportedFindings } from '../report/reported-finding.ts';
import type { Result, ResultKind, Results } from '../report/result.ts';
import { lineIn } from '../report/source.ts';
import { type JudgedItem, nameOf } from '../report/task-report.ts';
import { tasksSummary } from '../report/tasks-summary.ts';
import { unreadIn } from '../report/unread.ts';
import { rules } from '../rules/index.ts';
import type { Format } from './format.ts';
import { codeCell, codeSpan, markdownTable, markdownText } from './markdown-text.ts';

/** What a list shows: a comment on GitHub takes 65,536 characters. */
const mostRows = 50;

/** Markdown as GitHub has it, of a size that a comment takes. */
export const markdown: Format = {
  name: 'markdown',
  summary: `Markdown for a pull request or \`$GITHUB_STEP_SUMMARY\`: the ${mostRows} gravest findings, and how many more there are`,
  results: ['audit', 'check', 'sweep', 'access'],
  *render(results) {
    for (const result of results) yield* sectionsOf(result);
  },
};

function* sectionsOf<Kind extends ResultKind>(result: Result<Kind>): Generator<string> {
  const { items, summary } = contents[result.kind](result.report);
  const findings = reportedFindings(result);
  yield `### STS Warden ${result.kind}\n\n`;
  yield `${markdownText(summary)}\n\n`;
  yield findingTable(findings);
  yield blockedTable(items.filter(isBlocked));
  yield fixList(findings);
  yield unreadList(unreadIn(result));
}

interface Content {
  /** What it comes to, in one line. */
  readonly summary: string;
  readonly items: readonly JudgedItem[];
}

const plain: Paint = (_, text) => text;

const contents: { readonly [Kind in ResultKind]: (report: Results[Kind]) => Content } = {
  audit: (report) => ({ summary: auditSummary(report, plain), items: [] }),
  check: (report) => ({ summary: tasksSummary(report.items, report, plain), items: report.items }),
  sweep: (report) => ({ summary: tasksSummary(report.tasks, report, plain), items: report.tasks }),
  access: (report) => {
    const summary = accessSummary(report);
    return { summary: report.isJudged ? summary : `${notJudged} ${summary}`, items: [] };
  },
};

function isBlocked(item: JudgedItem): boolean {
  return 'decision' in item && item.decision.decision === 'block';
}

function findingTable(findings: readonly ReportedFinding[]): string {
  if (findings.length === 0) return '';
  const rows = findings.slice(0, mostRows).map(findingRow);
  const head = ['Severity', 'Rule', 'Finding', 'Times', 'Last', 'Where'];
  return `${markdownTable(head, rows)}${more(findings.length - rows.length, 'finding')}`;
}

function findingRow({ finding, path, places: [place] }: ReportedFinding): string[] {
  const { severity, status, ruleId, message, occurrences, lastSeen } = finding;
  const mark = status === 'violation' ? '' : ` (${status})`;
  const where = path === undefined ? causeText(finding) : lineIn(path, place?.line);
  return [
    `**${severity}**${mark}`,
    codeCell(ruleId),
    codeCell(message),
    String(occurrences),
    codeCell(lastSeen),
    codeCell(where),
  ];
}

function blockedTable(blocked: readonly JudgedItem[]): string {
  if (blocked.length === 0) return '';
  const rows = blocked.slice(0, mostRows).map((item) => [codeCell(nameOf(item)), codeCell(reasonOf(item))]);
  const table = markdownTable(['Blocked', 'Why'], rows);
  return `${table}${more(blocked.length - rows.length, 'blocked task')}`;
}

/** The rules that block, and where evidence is missing, which. */
function reasonOf(item: JudgedItem): string {
  if ('unreadable' in item) return item.unreadable;
  return item.decision.results
    .filter(({ outcome }) => outcome === 'violation' || outcome === 'undecided' || outcome === 'fault')
    .map(({ ruleId, outcome, missing = [] }) =>
      missing.length === 0 ? `${ruleId}: ${outcome}` : `${ruleId}: ${outcome}, missing ${missing.join(', ')}`,
    )
    .join('; ');
}

/** How each rule that is broken is mended, once. */
function fixList(findings: readonly ReportedFinding[]): string {
  const broken = new Set(findings.map(({ finding }) => finding.ruleId));
  const lines = rules
    .filter(({ meta }) => broken.has(meta.id))
    .map(({ meta }) => `- ${codeSpan(meta.id)}: ${markdownText(meta.remediation)}`);
  return lines.length === 0 ? '' : `#### Fixes\n\n${lines.join('\n')}\n\n`;
}

function unreadList(lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const shown = lines.slice(0, mostRows).map((line) => `- ${codeSpan(line)}`);
  const list = `#### Could not be read\n\n${shown.join('\n')}\n\n`;
  return `${list}${more(lines.length - shown.length, 'line')}`;
}

function more(count: number, noun: string): string {
  return count === 0 ? '' : `and ${counted(count, `more ${noun}`)}: see another format\n\n`;
}
