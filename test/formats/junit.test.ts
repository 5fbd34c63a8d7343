import { parse } from 'junit2json';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../shared/report/result.ts';
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

/** The suites that a CI system's reader finds. */
async function suitesIn(xml: string) {
  const output = await parse(xml);
  if (!output || !('testsuite' in output)) throw new Error('expected suites');
  return output.testsuite ?? [];
}

async function suiteOf(result: Result) {
  const [suite] = await suitesIn(rendered('junit', result));
  return suite;
}

describe('junit, as a CI system reads it', () => {
  it('has a submission as a test case', async () => {
    const suite = await suiteOf(checkOf([submissionViolation('a')], { missing: ['iam-policies'] }));
    expect(suite).toMatchObject({ name: 'check', tests: 1, failures: 1, errors: 0, skipped: 0 });
    const [one] = suite?.testcase ?? [];
    expect(one).toMatchObject({
      name: 'nightly',
      classname: 'tasks/nightly.json',
      file: 'tasks/nightly.json',
    });
    expect(one?.failure?.[0]).toMatchObject({
      message: 'blocked, 1 violation',
      inner: expect.stringMatching(
        /^CRITICAL duration-is-grantable: message a\. Use an IAM user\.\nrequester-has-no-access: undecided, missing iam-policies$/,
      ),
    });
  });

  it('skips with a baseline what is blocked as before, and says for what', async () => {
    const { kind, report } = checkOf([], { missing: ['iam-policies'] });
    const since = { baseline: 'known.json', known: 2, gone: [], notKnown: [] };
    const before = report.items.map((item) =>
      'decision' in item ? { ...item, decision: { ...item.decision, known: 2 } } : item,
    );
    const suite = await suiteOf({ kind, report: { ...report, items: before, since } });
    expect(suite).toMatchObject({ failures: 0, skipped: 1 });
    expect(suite?.testcase?.[0]?.skipped?.[0]?.message).toBe(
      'blocked, 0 new violations, 2 violations of before',
    );
    const open = report.items.map((item) =>
      'decision' in item ? { ...item, decision: { ...item.decision, newlyOpen: true as const } } : item,
    );
    expect(await suiteOf({ kind, report: { ...report, items: open, since } })).toMatchObject({ failures: 1 });
  });

  it('skips principals where the rule that judges them is off, and says so', async () => {
    const { kind, report } = accessOf([]);
    const suite = await suiteOf({ kind, report: { ...report, isJudged: false } });
    expect(suite).toMatchObject({ tests: 3, skipped: 3 });
    expect(suite?.testcase?.[0]?.skipped?.[0]?.message).toMatch(/^Nobody is a finding: /);
  });

  it('has an account that could not be read as an error', async () => {
    const { kind, report } = accessOf([]);
    const suite = await suiteOf({ kind, report: { ...report, troubles: ['iam.json: broken'] } });
    expect(suite).toMatchObject({ tests: 4, errors: 1 });
  });

  it('has a task that passes, and says what is not known of it', async () => {
    const [one] = (await suiteOf(checkOf([])))?.testcase ?? [];
    expect(one?.failure).toBeUndefined();
    expect(one?.error).toBeUndefined();
  });

  it('has a task in its folder, and one that could not be read as an error', async () => {
    const suite = await suiteOf(sweepOf([submissionViolation('a')]));
    expect(suite).toMatchObject({ name: 'sweep', tests: 2, failures: 1, errors: 1 });
    expect(suite?.testcase?.[0]).toMatchObject({ classname: '/Explore/Sales', name: 'nightly' });
    expect(suite?.testcase?.[1]?.error?.[0]?.message).toBe(
      'could not be read: its mapping is not in the package',
    );
  });

  it('has a finding of an audit, and a rule without one', async () => {
    const exempted = violationOf('c', {
      status: 'exempted',
      exemption: { id: 'EX-1', expires: '2027-01-01' },
    });
    const suite = await suiteOf(auditOf([violationOf('a'), violationOf('b'), exempted]));
    expect(suite).toMatchObject({ tests: 3, failures: 1, skipped: 2 });
    const names = suite?.testcase?.map(({ classname, name }) => [classname, name]);
    const cause = 'root → role/redshift-stage (123456789012)';
    expect(names).toEqual([
      ['no-root-credentials', cause],
      ['no-root-credentials', cause],
      ['renew-before-expiry', 'no findings'],
    ]);
  });

  it('has a principal as a test case', async () => {
    const suite = await suiteOf(accessOf([principalViolation('a')]));
    expect(suite).toMatchObject({ name: 'access', tests: 3, failures: 1, skipped: 1 });
  });

  it('is a suite for each result', async () => {
    const xml = rendered('junit', auditOf([]), checkOf([]));
    expect((await suitesIn(xml)).map(({ name }) => name)).toEqual(['audit', 'check']);
  });

  it.each(hostile)('has %s as text', async (_, text) => {
    const [one] =
      (await suiteOf(checkOf([submissionViolation('a', { message: text })], { name: text })))?.testcase ?? [];
    const shown = text
      .toWellFormed()
      .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffe\uffff]|(?<=##)\[/gu, '\ufffd');
    expect(one?.name).toBe(shown);
    expect(one?.failure?.[0]?.inner).toBe(`CRITICAL duration-is-grantable: ${shown}. Use an IAM user.`);
  });
});
