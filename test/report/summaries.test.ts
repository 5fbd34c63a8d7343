import { describe, expect, it } from 'vitest';
import type { ArchiveAuditReport } from '../../shared/audit/audit-report.ts';
import type { Decision, Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findingsOf } from '../../shared/findings/findings-of.ts';
import { auditSummary } from '../../shared/report/audit-summary.ts';
import { decisionText } from '../../shared/report/decision-text.ts';
import type { Paint } from '../../shared/report/paint.ts';
import { scopeAdvice } from '../../shared/report/scope-advice.ts';
import { tasksSummary } from '../../shared/report/tasks-summary.ts';
import { blocksForWantOfEvidence } from '../../shared/report/want-of-evidence.ts';
import { violationOf } from '../support/findings/violations.ts';

const paint: Paint = (_, text) => text;
const counts = { pass: 1, violation: 0, notApplicable: 0, undecided: 0, fault: 0 };

function coverageOf(more: Partial<ArchiveAuditReport['coverage']>): ArchiveAuditReport['coverage'] {
  return {
    filesRead: 1,
    filesSkipped: [],
    filesIgnored: 0,
    withoutRecords: [],
    recordsRead: 11,
    recordsMalformed: 0,
    malformed: [],
    duplicatesRemoved: 0,
    idCollisions: 0,
    undecided: [],
    credentialRequests: 5,
    recordsLeftOut: 0,
    isLimited: false,
    requesters: { count: 5, withoutKnownAccess: 2 },
    rules: { 'no-root-credentials': counts },
    ...more,
  };
}

describe('what an audit comes to', () => {
  const findings = findingsOf([violationOf('a'), violationOf('b')]);
  const nothing = { 'no-root-credentials': { ...counts, pass: 0 } };

  it.each<[string, Partial<ArchiveAuditReport['coverage']>, string]>([
    ['findings', {}, '1 finding, 1 critical, in 11 records; 5 requesters, 2 without access known'],
    [
      'requesters of whom all is known, and files that were not read',
      { requesters: { count: 1, withoutKnownAccess: 0 }, filesSkipped: [{ path: 'a', reason: 'b' }] },
      '1 finding, 1 critical, in 11 records; 1 requester; 1 file not read',
    ],
    ['nothing read', { recordsRead: 0, rules: nothing }, 'Nothing was judged: no record was read.'],
    ['nothing concerned', { rules: nothing }, 'Nothing was judged: no rule concerns any of 11 records.'],
    [
      'all left out',
      { rules: nothing, recordsLeftOut: 3 },
      'Nothing was judged: scope and filters leave out all of 3 records that a rule concerns.',
    ],
  ])('says so of %s', (_, more, expected) => {
    expect(auditSummary({ findings, coverage: coverageOf(more) }, paint)).toBe(expected);
  });
});

const undecided: Decision = {
  schemaVersion: '1',
  submissionId: 's',
  decision: 'block',
  policyRevision: 'sha256:0',
  evaluatedAt: '2026-10-01T12:00:00Z',
  results: [
    { ruleId: 'no-root-credentials', outcome: 'violation', mode: 'warn' },
    { ruleId: 'requester-has-no-access', outcome: 'undecided', mode: 'enforce', missing: ['iam-policies'] },
  ],
  violations: [violationOf('a')],
};
const allowed: Decision = { ...undecided, decision: 'allow' };

describe('a block for want of evidence', () => {
  it.each<[string, Partial<Decision>, boolean]>([
    ['with a violation in mode warn', {}, true],
    ['of what is allowed', { decision: 'allow' }, false],
    [
      'with a violation in force',
      { results: [{ ruleId: 'no-root-credentials', outcome: 'violation', mode: 'enforce' }] },
      false,
    ],
    [
      'with an exempted one',
      {
        results: [{ ruleId: 'no-root-credentials', outcome: 'violation', mode: 'enforce' }],
        violations: [violationOf('a', { status: 'exempted' })],
      },
      true,
    ],
    [
      'with a fault',
      { results: [{ ruleId: 'no-root-credentials', outcome: 'fault', mode: 'enforce' }], violations: [] },
      false,
    ],
  ])('%s', (_, more, expected) => {
    expect(blocksForWantOfEvidence({ ...undecided, ...more })).toBe(expected);
  });

  it('is said in words, and counted', () => {
    expect(decisionText(undecided, 'nightly', { paint })).toMatch(
      /^BLOCKED nightly\n\nIt is blocked for want of evidence: no rule is known to be broken, /,
    );
    expect(decisionText(allowed, 'nightly', { paint })).not.toContain('want of evidence');
    expect(tasksSummary([{ decision: undecided }], { findings: [] }, paint)).toBe(
      'No findings in 1 task; 1 blocked for want of evidence',
    );
  });
});

it('what decisions come to is counted, and nothing decided is nothing good', () => {
  const broken = {
    ...undecided,
    results: [
      { ruleId: 'no-root-credentials', outcome: 'violation', mode: 'enforce' },
    ] as Decision['results'],
  };
  const tasks = [{ decision: undecided }, { decision: broken }, { decision: allowed }, { unreadable: 'no' }];
  expect(tasksSummary(tasks, { findings: findingsOf([violationOf('a')]) }, paint)).toBe(
    '1 finding, 1 critical, in 3 tasks; 2 blocked, 1 of them for want of evidence; 1 could not be read',
  );
  expect(tasksSummary([{ unreadable: 'no' }], { findings: [] }, paint)).toBe(
    'Nothing was decided: 1 task could not be read.',
  );
  expect(tasksSummary([], { findings: [] }, paint)).toBe('Nothing was decided: no task was read.');
});

describe('advice on a scope', () => {
  const login = (letter: string, more: Partial<Violation> = {}) =>
    violationOf(letter, {
      subject: { kind: 'credential-request', eventName: 'AssumeRoleWithSAML' },
      ...more,
    });

  it('is for whoever meets logins', () => {
    expect(scopeAdvice([login('a'), violationOf('b')])[0]).toMatch(
      /^No scope is set: 1 violation is a login /,
    );
    expect(scopeAdvice([login('a'), login('b')])[0]).toMatch(/^No scope is set: 2 violations are logins /);
    expect(scopeAdvice([violationOf('a'), login('b', { status: 'exempted' })])).toEqual([]);
  });
});
