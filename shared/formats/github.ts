import type { Decision, Severity } from '../contracts/result-contract.generated.ts';
import type { Since } from '../findings/compare-findings.ts';
import { counted } from '../json/counted.ts';
import { notJudged } from '../report/access-summary.ts';
import { causeText } from '../report/cause-text.ts';
import { plainText } from '../report/plain-text.ts';
import { type ReportedFinding, reportedFindings } from '../report/reported-finding.ts';
import type { Result } from '../report/result.ts';
import {
  isAsBefore,
  type JudgedItem,
  knownText,
  nameOf,
  type ReportedDecision,
} from '../report/task-report.ts';
import { unreadIn } from '../report/unread.ts';
import { type Format, ofEach } from './format.ts';

/** Workflow commands by which GitHub annotates (GitHub Docs, "Workflow commands for GitHub Actions"). */
export const github: Format = {
  name: 'github',
  summary: 'annotations of a pull request, for the log of GitHub Actions',
  ...ofEach({
    audit: (report) => findingAnnotations({ kind: 'audit', report }),
    check: ({ items, troubles, since }) => itemAnnotations(items, troubles, since),
    sweep: ({ tasks, troubles, since }) => itemAnnotations(tasks, troubles, since),
    access: (report) => findingAnnotations({ kind: 'access', report }),
  }),
};

type Level = 'error' | 'warning';

interface Annotation {
  readonly level: Level;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly title: string;
  readonly lines: readonly string[];
}

/** One for each thing that is blocked, unreadable or has findings: GitHub shows ten of each level for a step. */
function itemAnnotations(
  items: readonly JudgedItem[],
  troubles: readonly string[],
  since: Since | undefined,
): Iterable<string> {
  const annotations = items.flatMap((item) => itemAnnotation(item, since));
  const count = (isSo: (item: JudgedItem) => boolean) => items.filter(isSo).length;
  const blocked = count((item) => 'decision' in item && isBlocked(item.decision));
  const unreadable = troubles.length + count((item) => 'unreadable' in item);
  const summary = `${counted(items.length, 'task')}, ${blocked} blocked, ${unreadable} could not be read`;
  return written(troubles, annotations, summary);
}

/** With a baseline what is blocked as before is no error. */
function itemAnnotation(item: JudgedItem, since: Since | undefined): Annotation[] {
  const title = nameOf(item);
  const file = item.source?.path;
  if ('unreadable' in item)
    return [{ level: 'error', file, title, lines: [`could not be read: ${item.unreadable}`] }];
  const { decision, source } = item;
  const found = findingsIn(decision);
  if (!isBlocked(decision) && found.length === 0) return [];
  const line = source?.places?.[found[0]?.id ?? '']?.[0]?.line;
  const level = isBlocked(decision) && !isAsBefore(decision, since) ? 'error' : 'warning';
  return [{ level, file, line, title, lines: reasons(decision, found) }];
}

function isBlocked({ decision }: Decision): boolean {
  return decision === 'block';
}

function findingsIn({ violations }: Decision): Decision['violations'] {
  return violations.filter(({ status }) => status !== 'exempted');
}

function reasons(decision: ReportedDecision, found: Decision['violations']): string[] {
  const lines = found.map(
    ({ severity, ruleId, message, remediation }) => `${severity} ${ruleId}: ${message}. ${remediation}`,
  );
  if (!isBlocked(decision)) return lines;
  const open = decision.results
    .filter(({ outcome }) => outcome === 'undecided' || outcome === 'fault')
    .map(({ ruleId, outcome, missing = [] }) => `${ruleId}: ${outcome}, ${lacks(missing)}`);
  return [...lines, ...knownText(decision), ...open];
}

function lacks(missing: readonly string[]): string {
  return missing.length === 0 ? 'the rule failed' : `missing ${missing.join(', ')}`;
}

const levels: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'warning',
};

/** One for each finding. */
function findingAnnotations(result: Result<'audit' | 'access'>): Iterable<string> {
  const found = reportedFindings(result).filter(({ finding }) => finding.status !== 'exempted');
  const isJudged = result.kind === 'audit' || result.report.isJudged;
  const annotations = [...(isJudged ? [] : [notJudgedAnnotation]), ...found.map(findingAnnotation)];
  return written(unreadIn(result), annotations, counted(found.length, 'finding'));
}

const notJudgedAnnotation: Annotation = { level: 'warning', title: 'not judged', lines: [notJudged] };

function findingAnnotation({ finding }: ReportedFinding): Annotation {
  const { severity, ruleId, message, remediation, occurrences } = finding;
  return {
    level: levels[severity],
    title: `${severity} ${ruleId}`,
    lines: [`${message}. ${remediation}`, `${counted(occurrences, 'time')}: ${causeText(finding)}`],
  };
}

/** Errors first, and a line that counts. */
function* written(
  troubles: readonly string[],
  annotations: readonly Annotation[],
  summary: string,
): Generator<string> {
  for (const trouble of troubles) yield `::error title=could not be read::${text([trouble])}\n`;
  for (const level of ['error', 'warning'])
    for (const annotation of annotations) if (annotation.level === level) yield `${command(annotation)}\n`;
  yield `${summary}\n`;
}

function command({ level, file, line, title, lines }: Annotation): string {
  const properties = Object.entries({ file, line, title })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${level} ${properties.join(',')}::${text(lines)}`;
}

/** A line break would end the command, and what follows it could be another one. */
function text(lines: readonly string[]): string {
  return lines.map((line) => plainText(line).replaceAll('%', '%25')).join('%0A');
}

function property(value: string): string {
  return text([value]).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
