import { openEnvelopes } from '../archive/envelopes.ts';
import { ArchiveAudit } from '../audit/archive-audit.ts';
import type { ExpectedFinding } from '../contracts/policy-cases-contract.generated.ts';
import type { Decision, Finding } from '../contracts/result-contract.generated.ts';
import { decide } from '../evaluation/decide.ts';
import type { RuleBook } from '../evaluation/rule-book.ts';
import { findingsOf } from '../findings/findings-of.ts';
import { counted } from '../json/counted.ts';
import type { Facts } from '../rules/facts.ts';
import type { Rule } from '../rules/rule.ts';
import { impossibleFinding } from './impossible-finding.ts';
import { matchFindings } from './match-findings.ts';
import type { CaseSubject, PolicyCase } from './policy-case.ts';

/** What a case is run with. */
export interface CaseSurroundings {
  readonly book: RuleBook;
  readonly facts: Facts;
  /** The rules that exist, those in mode `off` too. */
  readonly rules: readonly Rule[];
  /** ISO 8601. */
  readonly now: string;
}

/** How a case went: it passed where there is no failure. */
export interface CaseResult {
  readonly name: string;
  /** What was expected and what was got, a line each. */
  readonly failures: readonly string[];
}

/** What judging came to. */
interface Judgement {
  readonly findings: readonly Finding[];
  /** Ids of rules. */
  readonly undecided: readonly string[];
  readonly decision?: Decision['decision'];
  /** Events that the policy's scope leaves out. */
  readonly leftOut?: number;
  /** Why it is worth nothing, a line each. */
  readonly troubles: readonly string[];
}

const noFiles = { filesRead: 0, filesSkipped: [], filesIgnored: 0, withoutRecords: [], interrupted: false };

/** Judges what a case holds, and compares that with what it expects. */
export function runCase(
  { name, at, expect }: Omit<PolicyCase, 'subject'>,
  subject: CaseSubject,
  surroundings: CaseSurroundings,
): CaseResult {
  const { rules, book, now } = surroundings;
  const holds = 'events' in subject ? 'events' : 'submission';
  const judged =
    'events' in subject
      ? judgeEvents(subject.events, surroundings)
      : judgeSubmission(subject.submission, { ...surroundings, now: timeOf(at ?? now) });
  const { missing, unexpected } = matchFindings(expect.findings, judged.findings);
  const failures = [
    ...judged.troubles,
    ...missing.map((one) => `expected ${wanted(one)}${whyNot(one, holds, rules, book)}`),
    ...(missing.length === 0 ? [] : scopeLines(judged)),
    ...unexpected.map((one) => `got ${found(one)}`),
    ...(expect.undecided === undefined ? [] : undecidedFailures(expect.undecided, judged.undecided)),
    ...(expect.decision === undefined || expect.decision === judged.decision
      ? []
      : [
          `expected the decision ${expect.decision}, got ${judged.decision ?? 'none: events are not decided'}`,
        ]),
  ];
  return { name, failures };
}

function judgeEvents(events: readonly unknown[], { book, facts }: CaseSurroundings): Judgement {
  const audit = new ArchiveAudit({ book, facts });
  openEnvelopes(events).forEach((opened, index) => {
    audit.read('', { ...opened, place: `event ${index + 1}` });
  });
  const { coverage, violations } = audit.report(noFiles);
  const rules = Object.entries(coverage.rules);
  const judgedSubjects = rules.flatMap(([, counts]) => Object.values(counts));
  const isJudged = coverage.recordsLeftOut > 0 || judgedSubjects.some((count) => count > 0);
  return {
    findings: findingsOf(violations),
    undecided: rules.filter(([, { undecided }]) => undecided > 0).map(([id]) => id),
    leftOut: coverage.recordsLeftOut,
    troubles: [
      ...coverage.malformed.map(({ place, reason }) => `${place} is malformed: ${reason}`),
      ...rules.filter(([, { fault }]) => fault > 0).map(([id]) => `the rule ${id} failed`),
      ...(isJudged || coverage.recordsMalformed > 0 ? [] : ['holds no event that a rule concerns']),
    ],
  };
}

function judgeSubmission(
  submission: Extract<CaseSubject, { readonly submission: unknown }>['submission'],
  { book, facts, now }: CaseSurroundings,
): Judgement {
  const { decision, results, violations } = decide(book, { submission, facts, evaluatedAt: now });
  const idsOf = (outcome: string) =>
    results.filter((result) => result.outcome === outcome).map(({ ruleId }) => ruleId);
  return {
    decision,
    findings: findingsOf(violations),
    undecided: idsOf('undecided'),
    troubles: idsOf('fault').map((id) => `the rule ${id} failed`),
  };
}

function timeOf(text: string): string {
  return new Date(text).toISOString();
}

function wanted({ rule, status = 'violation', severity, occurrences }: ExpectedFinding): string {
  const more = [
    status,
    ...(severity === undefined ? [] : [severity]),
    ...(occurrences === undefined ? [] : [counted(occurrences, 'occurrence')]),
  ];
  return `${rule} (${more.join(', ')}), got none`;
}

function found({ ruleId, status, severity, occurrences, message }: Finding): string {
  return `${ruleId} (${status}, ${severity}, ${counted(occurrences, 'occurrence')}), which is not expected: ${message}`;
}

/** What a person would look for in vain. */
function whyNot(
  expected: ExpectedFinding,
  holds: 'events' | 'submission',
  rules: readonly Rule[],
  book: RuleBook,
): string {
  const impossible = impossibleFinding(expected, holds, rules);
  if (impossible !== undefined) return `: the rule ${impossible}`;
  return book.rules.some(({ rule }) => rule.meta.id === expected.rule) ? '' : ': the policy has the rule off';
}

function scopeLines({ leftOut = 0 }: Judgement): string[] {
  return leftOut === 0 ? [] : [`the policy’s scope leaves out ${counted(leftOut, 'event')}`];
}

function undecidedFailures(expected: readonly string[], got: readonly string[]): string[] {
  const without = (some: readonly string[], others: readonly string[]) =>
    some.filter((id) => !others.includes(id));
  return [
    ...without(expected, got).map((id) => `expected ${id} to be undecided`),
    ...without(got, expected).map((id) => `got ${id} undecided, which is not expected`),
  ];
}
