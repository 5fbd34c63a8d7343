import { describe, expect, it } from 'vitest';
import { violationOf } from '../support/findings/violations.ts';
import { hostile } from '../support/formats/hostile.ts';
import {
  accessOf,
  auditOf,
  checkOf,
  principalViolation,
  rendered,
  submissionViolation,
  sweepOf,
} from '../support/formats/results.ts';

function linesOf(...all: Parameters<typeof rendered> extends [string, ...infer Results] ? Results : never) {
  return rendered('github', ...all)
    .trimEnd()
    .split('\n');
}

describe('github', () => {
  it('annotates the line of a submission', () => {
    expect(linesOf(checkOf([submissionViolation('a')], { missing: ['iam-policies'] }))).toEqual([
      '::error file=tasks/nightly.json,line=7,title=nightly::critical duration-is-grantable: message a. Use an IAM user.%0Arequester-has-no-access: undecided, missing iam-policies',
      '1 task, 1 blocked, 0 could not be read',
    ]);
  });

  it('warns with a baseline of what is blocked as before, and says for what', () => {
    const { kind, report } = checkOf([], { missing: ['iam-policies'] });
    const since = { baseline: 'known.json', known: 1, gone: [], notKnown: [] };
    const items = report.items.map((item) =>
      'decision' in item ? { ...item, decision: { ...item.decision, known: 1 } } : item,
    );
    expect(linesOf({ kind, report: { ...report, items, since } })[0]).toBe(
      '::warning file=tasks/nightly.json,title=nightly::1 violation of before%0Arequester-has-no-access: undecided, missing iam-policies',
    );
  });

  it('warns where the rule that judges users and roles is off', () => {
    const { kind, report } = accessOf([]);
    expect(linesOf({ kind, report: { ...report, isJudged: false } })).toEqual([
      '::warning title=not judged::Nobody is a finding: the policy has turned off what judges users and roles.',
      '0 findings',
    ]);
  });

  it('has tasks of a sweep, which are in no file', () => {
    expect(linesOf(sweepOf([]))).toEqual([
      '::error title=/Explore/Sales/broken::could not be read: its mapping is not in the package',
      '2 tasks, 0 blocked, 1 could not be read',
    ]);
  });

  it('has findings of an audit, errors first, and none that is exempted', () => {
    const audit = auditOf([
      violationOf('a', { severity: 'low', ruleId: 'renew-before-expiry' }),
      violationOf('b'),
      violationOf('c', { status: 'exempted' }),
    ]);
    expect(linesOf(audit).map((line) => line.split('::')[1] ?? line)).toEqual([
      'error title=critical no-root-credentials',
      'warning title=low renew-before-expiry',
      '2 findings',
    ]);
  });

  it('has principals with access', () => {
    expect(linesOf(accessOf([principalViolation('a')]))[0]).toMatch(
      /^::error title=critical requester-has-no-access::/,
    );
  });

  it.each(hostile)('obeys nothing in %s', (_, text) => {
    const check = checkOf([submissionViolation('a', { message: text, remediation: text })], {
      name: text,
      path: text,
    });
    for (const result of [check, auditOf([violationOf('a', { message: text })])]) {
      const lines = linesOf(result);
      expect(lines).toHaveLength(2);
      expect(lines.join('\n')).not.toContain('##[');
      const [, properties = ''] = (lines[0] ?? '').split('::');
      expect(properties).toMatch(/^error (?:file=[^,:]*,line=7,)?title=[^,:]*$/);
    }
  });
});
