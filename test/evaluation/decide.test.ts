import { describe, expect, it } from 'vitest';
import { decide } from '../../shared/evaluation/decide.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { rules } from '../../shared/rules/index.ts';
import { notApplicable, pass, undecided, type Verdict, violation } from '../../shared/rules/verdict.ts';
import type { Endpoint } from '../../shared/submission/submission.ts';
import { bookOf, exemptionOf, ruleWith } from '../support/evaluation/rule-books.ts';
import { submission } from '../support/evaluation/subjects.ts';

const evaluatedAt = '2026-10-15T12:00:00.000Z';
const submissionCase = { submission: submission(), facts: noFacts, evaluatedAt };

const answers: Record<string, () => Verdict> = {
  pass: () => pass,
  'not-applicable': () => notApplicable('no-reason'),
  undecided: () => undecided('evidence'),
  violation: () => violation('broken', { who: 'root' }),
  fault: () => {
    throw new RangeError('the text of an error may hold a secret');
  },
};

const modes = ['enforce', 'warn'] as const;
const words = ['allow', 'warn', 'block'] as const;

/** Every case that blocks, a star for anything; all others allow. */
const blocking = [
  { outcome: 'fault', mode: '*', whenUndecided: '*', exempted: '*' },
  { outcome: 'violation', mode: 'enforce', whenUndecided: '*', exempted: false },
  { outcome: 'undecided', mode: '*', whenUndecided: 'block', exempted: '*' },
];

const cases = Object.keys(answers).flatMap((outcome) =>
  modes.flatMap((mode) =>
    words.flatMap((whenUndecided) =>
      [false, true].map((exempted) => ({ outcome, mode, whenUndecided, exempted })),
    ),
  ),
);

describe('the decision on a submission', () => {
  it.each([
    ['an exempted violation', { exemptions: [exemptionOf({ subject: { task: 'orders-daily' } })] }],
    ['a violation in mode warn', { rules: { 'duration-covers-run': { mode: 'warn' } } }],
  ])('is not hidden by %s where another part is undecided and that blocks', (_, policy) => {
    const rule = ruleWith({
      endpoint: ({ side }: Endpoint) =>
        side === 'source' ? violation('broken', { who: 'root' }) : undecided('evidence'),
    });
    for (const [whenUndecided, decision] of [
      ['block', 'block'],
      ['warn', 'allow'],
    ] as const) {
      const decided = decide(bookOf({ ...policy, whenUndecided }, [rule]), submissionCase);
      expect(decided).toMatchObject({ decision, results: [{ outcome: 'violation' }] });
    }
  });

  it.each(
    cases.map((one) => ({ ...one, decision: blocking.some((row) => covers(row, one)) ? 'block' : 'allow' })),
  )(
    'is $decision where a rule in mode $mode (whenUndecided $whenUndecided, exempted $exempted) comes out as $outcome',
    ({ outcome, mode, whenUndecided, exempted, decision }) => {
      const policy = {
        rules: { 'duration-covers-run': { mode, whenUndecided } },
        exemptions: exempted ? [exemptionOf({ subject: { task: 'orders-daily' } })] : [],
      };
      const decided = decide(
        bookOf(policy, [ruleWith({ endpoint: answers[outcome] as () => Verdict })]),
        submissionCase,
      );
      expect(decided).toMatchObject({ decision, results: [{ outcome, mode }] });
      const status = exempted ? 'exempted' : 'violation';
      expect(decided.violations.map((one) => one.status)).toEqual(
        outcome === 'violation' ? [status, status] : [],
      );
    },
  );

  it('is block where one finding of two is not exempted', () => {
    const book = bookOf({ exemptions: [exemptionOf({ subject: { connection: 'redshift' } })] }, [
      ruleWith({ endpoint: () => violation('broken', {}) }),
    ]);
    const other = { connections: { other: { type: 'other' } }, targets: [{ connection: 'other' }] };
    const decided = decide(book, { ...submissionCase, submission: submission(other) });
    expect(decided.violations.map(({ status }) => status)).toEqual(['exempted', 'violation']);
    expect(decided.decision).toBe('block');
  });

  it('is block where one rule of several blocks', () => {
    const book = bookOf({}, [
      ruleWith({ endpoint: () => pass }),
      ruleWith({ endpoint: () => violation('broken', {}) }, { id: 'no-root-credentials' }),
      ruleWith({ endpoint: () => pass }, { id: 'kms-unload-uses-iam-role' }),
    ]);
    const decided = decide(book, submissionCase);
    expect(decided.decision).toBe('block');
    expect(decided.results.map(({ outcome }) => outcome)).toEqual(['pass', 'violation', 'pass']);
  });

  it('goes by the exemption’s last day at wall time', () => {
    const book = bookOf({ exemptions: [exemptionOf({ subject: { task: 'orders-daily' } })] }, [
      ruleWith({ endpoint: () => violation('broken', {}) }),
    ]);
    const on = (day: string) =>
      decide(book, { ...submissionCase, evaluatedAt: `${day}T23:59:59.999Z` }).decision;
    expect([on('2026-09-30'), on('2026-10-01'), on('2026-10-31'), on('2026-11-01')]).toEqual([
      'block',
      'allow',
      'allow',
      'block',
    ]);
  });

  it('says what was decided on, when, and under which policy', () => {
    const book = bookOf();
    expect(decide(book, submissionCase)).toMatchObject({
      schemaVersion: '1',
      submissionId: submissionCase.submission.id,
      policyRevision: book.policy.revision,
      evaluatedAt,
    });
  });

  it('has the outcome of every rule that is judged on submissions, passes too, and of none in mode off', () => {
    const off = bookOf({ rules: { 'no-root-credentials': { mode: 'off' } } });
    const ids = rules.map(({ meta }) => meta.id).filter((id) => id !== 'renew-before-expiry');
    expect(decide(bookOf(), submissionCase).results.map(({ ruleId }) => ruleId)).toEqual(ids);
    expect(decide(off, submissionCase).results.map(({ ruleId }) => ruleId)).toEqual(
      ids.filter((id) => id !== 'no-root-credentials'),
    );
  });
});

describe('a result', () => {
  it.each([
    ['pass', {}],
    ['violation', {}],
    ['not-applicable', { reason: 'no-reason' }],
    ['undecided', { missing: ['evidence'] }],
    ['fault', { reason: 'the rule threw RangeError' }],
  ])('of outcome %s says no more than why', (outcome, why) => {
    const book = bookOf({}, [ruleWith({ endpoint: answers[outcome] as () => Verdict })]);
    const [result] = decide(book, submissionCase).results;
    expect(result).toStrictEqual({ ruleId: 'duration-covers-run', outcome, mode: 'enforce', ...why });
  });
});

function covers(row: Record<string, unknown>, one: Record<string, unknown>): boolean {
  return Object.entries(row).every(([name, value]) => value === '*' || value === one[name]);
}
