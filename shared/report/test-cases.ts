import type { Decision, Violation } from '../contracts/result-contract.generated.ts';
import type { Since } from '../findings/compare-findings.ts';
import { counted } from '../json/counted.ts';
import { notJudged } from './access-summary.ts';
import { causeText } from './cause-text.ts';
import { type ReportedFinding, reportedFindings } from './reported-finding.ts';
import type { Result, ResultKind, Results } from './result.ts';
import type { Source } from './source.ts';
import { isAsBefore, type JudgedItem, knownText } from './task-report.ts';
import { unreadIn } from './unread.ts';

/** Something that a CI system shows as a test. */
export interface TestCase {
  readonly group: string;
  /** The same in each run for the same thing. */
  readonly name: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  /** `error`: it could not be judged. `skipped`: it is exempted, or undecided. */
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly summary: string;
  readonly lines: readonly string[];
}

const makers: { readonly [Kind in ResultKind]: (result: Result<Kind>) => TestCase[] } = {
  audit: (result) => [...auditCases(result), ...unreadIn(result).map(unreadCase)],
  check: ({ report: { items, troubles, since } }) => itemCases(items, troubles, since),
  sweep: ({ report: { tasks, troubles, since } }) => itemCases(tasks, troubles, since),
  access: accessCases,
};

/** A result as tests: a task each, a finding each, a principal each. */
export function testCasesOf<Kind extends ResultKind>(result: Result<Kind>): TestCase[] {
  return makers[result.kind](result);
}

function unreadCase(trouble: string): TestCase {
  const summary = `could not be read: ${trouble}`;
  return { group: 'input', name: trouble, outcome: 'error', summary, lines: [summary] };
}

function itemCases(
  items: readonly JudgedItem[],
  troubles: readonly string[],
  since: Since | undefined,
): TestCase[] {
  return [...items.map((item) => itemCase(item, since)), ...troubles.map(unreadCase)];
}

/** With a baseline a task fails for what is new. */
function itemCase(item: JudgedItem, since: Since | undefined): TestCase {
  const { task, name = '', source } = item;
  const where = { group: task?.folder || source?.path || 'tasks', name: task?.name ?? name };
  if ('unreadable' in item) {
    const summary = `could not be read: ${item.unreadable}`;
    return { ...where, file: source?.path, outcome: 'error', summary, lines: [summary] };
  }
  const { decision } = item;
  const found = decision.violations.filter(({ status }) => status !== 'exempted');
  const isBlocked = decision.decision === 'block';
  const failure = isAsBefore(decision, since) ? 'skipped' : 'failure';
  return {
    ...where,
    ...fileOf(source, found[0]),
    outcome: isBlocked || found.length > 0 ? failure : 'passed',
    summary: [
      isBlocked ? 'blocked' : 'allowed',
      counted(found.length, since === undefined ? 'violation' : 'new violation'),
      ...knownText(decision),
    ].join(', '),
    lines: [...decision.violations.map(violationLine), ...openLines(decision)],
  };
}

function fileOf(source: Source | undefined, first: Violation | undefined): Pick<TestCase, 'file' | 'line'> {
  return { file: source?.path, line: source?.places?.[first?.id ?? '']?.[0]?.line };
}

function violationLine({ severity, ruleId, status, message, remediation }: Violation): string {
  const mark = status === 'violation' ? '' : ` [${status}]`;
  return `${severity.toUpperCase()} ${ruleId}${mark}: ${message}. ${remediation}`;
}

/** What is not known. */
function openLines({ results }: Decision): string[] {
  return results
    .filter(({ outcome }) => outcome === 'undecided' || outcome === 'fault')
    .map(({ ruleId, outcome, missing = [] }) =>
      outcome === 'fault'
        ? `${ruleId}: the rule failed`
        : `${ruleId}: undecided, missing ${missing.join(', ')}`,
    );
}

/** Each finding, and each rule that found nothing. */
function auditCases(result: Result<'audit'>): TestCase[] {
  const findings = reportedFindings(result);
  const broken = new Set(findings.map(({ finding }) => finding.ruleId as string));
  const { rules } = result.report.coverage;
  const clean = Object.entries(rules).filter(([ruleId]) => !broken.has(ruleId));
  return [...findings.map(findingCase), ...clean.flatMap(([ruleId, counts]) => cleanCase(ruleId, counts))];
}

function findingCase({ finding, path, places: [place] }: ReportedFinding): TestCase {
  const { ruleId, status, severity, message, remediation, occurrences, firstSeen, lastSeen, id } = finding;
  return {
    group: ruleId,
    name: causeText(finding),
    file: path,
    line: place?.line,
    outcome: status === 'exempted' ? 'skipped' : 'failure',
    summary: `${severity}${status === 'violation' ? '' : ` [${status}]`}: ${message}`,
    lines: [remediation, `${counted(occurrences, 'time')}, ${firstSeen} to ${lastSeen}`, id],
  };
}

type Counts = Results['audit']['coverage']['rules'][string];

function cleanCase(ruleId: string, { pass, undecided, fault }: Counts): TestCase[] {
  const where = { group: ruleId, name: 'no findings' };
  const summary = `${pass} passed, ${undecided} undecided, ${fault} failed`;
  const open = undecided > 0 ? 'skipped' : 'passed';
  if (pass + undecided + fault === 0) return [];
  return [{ ...where, outcome: fault > 0 ? 'error' : open, summary, lines: [summary] }];
}

/** Each principal. */
function accessCases(result: Result<'access'>): TestCase[] {
  const findings = Map.groupBy(reportedFindings(result), ({ newest }) => newest.subject.requester);
  const { principals, isJudged } = result.report;
  const cases = principals.map((principal) => accessCase(principal, isJudged, findings));
  return [...cases, ...unreadIn(result).map(unreadCase)];
}

function accessCase(
  { arn, hasAccess, missing = [] }: Results['access']['principals'][number],
  isJudged: boolean,
  findings: ReadonlyMap<string | undefined, readonly ReportedFinding[]>,
): TestCase {
  const [found] = (findings.get(arn) ?? []).map(findingCase);
  const where = { group: 'access', name: arn };
  if (found !== undefined) return { ...found, ...where };
  if (!isJudged) return { ...where, outcome: 'skipped', summary: notJudged, lines: [notJudged] };
  const summary = hasAccess === null ? `undecided, missing ${missing.join(', ')}` : 'no finding';
  return { ...where, outcome: hasAccess === null ? 'skipped' : 'passed', summary, lines: [summary] };
}
