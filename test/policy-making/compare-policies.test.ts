import { describe, expect, it } from 'vitest';
import type { Finding, Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findingsOf } from '../../shared/findings/findings-of.ts';
import {
  comparePolicies,
  isNoDifference,
  outcomeSums,
  type PolicyTrial,
} from '../../shared/policy-making/compare-policies.ts';
import { policyDifferenceText } from '../../shared/report/policy-difference-text.ts';
import { violationOf } from '../support/findings/violations.ts';

const none = { pass: 0, violation: 0, notApplicable: 0, undecided: 0, fault: 0 };
const trial = (more: Partial<PolicyTrial> = {}): PolicyTrial => ({
  revision: 'sha256:a',
  findings: [],
  decisions: [],
  outcomes: {},
  recordsLeftOut: 0,
  ...more,
});
const found = (...violations: Violation[]) => trial({ findings: findingsOf(violations) });
const textOf = (one: PolicyTrial, other: PolicyTrial) =>
  [...policyDifferenceText(comparePolicies(one, other), (_, text) => text)].join('');
const ids = (findings: readonly Finding[]) => findings.map(({ id }) => id);

const seen = violationOf('a');
const exempted = violationOf('a', { status: 'exempted' });
const other = violationOf('b', { ruleId: 'duration-covers-run' });

describe('of two policies', () => {
  it.each<[string, PolicyTrial, PolicyTrial, [Violation[], Violation[], Violation[]]]>([
    ['nothing and nothing', trial(), trial(), [[], [], []]],
    ['the same', found(seen), found(seen), [[], [], []]],
    ['what appears', found(), found(seen), [[seen], [], []]],
    ['what vanishes', found(seen, other), found(other), [[], [seen], []]],
    ['what is exempted from now on', found(seen), found(exempted), [[exempted], [seen], []]],
    ['another severity', found(seen), found({ ...seen, severity: 'low' }), [[], [], [seen]]],
    ['another number', found(seen), found(seen, violationOf('c')), [[], [], [seen]]],
  ])('findings: %s', (_, old, now, [appeared, vanished, changed]) => {
    const difference = comparePolicies(old, now);
    expect(ids(difference.appeared)).toEqual(ids(findingsOf(appeared)));
    expect(ids(difference.vanished)).toEqual(ids(findingsOf(vanished)));
    expect(ids(difference.changed.map((pair) => pair.new))).toEqual(ids(findingsOf(changed)));
    expect(isNoDifference(difference)).toBe(
      [appeared, vanished, changed].every(({ length }) => length === 0),
    );
    expect(difference.same + changed.length + vanished.length).toBe(old.findings.length);
  });

  it('decisions that are others', () => {
    const decided = (...decisions: ('allow' | 'block')[]) =>
      trial({ decisions: decisions.map((decision, index) => ({ title: `task ${index}`, decision })) });
    const difference = comparePolicies(
      decided('allow', 'block', 'allow'),
      decided('allow', 'allow', 'block'),
    );
    expect(difference.decisions).toEqual([
      { title: 'task 1', old: 'block', new: 'allow' },
      { title: 'task 2', old: 'allow', new: 'block' },
    ]);
    expect(isNoDifference(difference)).toBe(false);
  });

  it('rules that came out differently, or are off', () => {
    const one = trial({ outcomes: { a: none, b: none, c: none } });
    const two = trial({ outcomes: { a: none, b: { ...none, undecided: 1 }, d: none } });
    const difference = comparePolicies(one, two);
    expect(difference.outcomes).toEqual([
      { ruleId: 'b', old: none, new: { ...none, undecided: 1 } },
      { ruleId: 'c', old: none },
      { ruleId: 'd', new: none },
    ]);
    expect(isNoDifference(difference)).toBe(false);
  });
});

it('sums are of records and of submissions', () => {
  const result = { ruleId: 'duration-covers-run', outcome: 'not-applicable', mode: 'enforce' } as const;
  const counts = { 'no-root-credentials': { ...none, pass: 2 } };
  const results = [
    result,
    { ...result, outcome: 'undecided' },
    { ...result, ruleId: 'no-root-credentials', outcome: 'pass' },
  ] as const;
  expect(outcomeSums(counts, results)).toEqual({
    'no-root-credentials': { ...none, pass: 3 },
    'duration-covers-run': { ...none, notApplicable: 1, undecided: 1 },
  });
  expect(counts['no-root-credentials'].pass).toBe(2);
});

describe('for people', () => {
  it('each has its sign, its severities, its numbers and its id', () => {
    const text = textOf(
      found(seen, other),
      found(
        { ...seen, severity: 'low' },
        { ...violationOf('c'), severity: 'low', observedAt: '2026-10-02T00:00:00Z' },
      ),
    );
    expect(text).toContain('- CRITICAL duration-covers-run (G6), 1 occurrence, 2026-10-01T08:00:05Z\n');
    expect(text).toContain(
      '~ CRITICAL → LOW no-root-credentials (G6), 1 → 2 occurrences, 2026-10-01T08:00:05Z to 2026-10-02T00:00:00Z\n',
    );
    expect(text).toContain(
      `    message c\n    root → role/redshift-stage (123456789012)\n    id ${findingsOf([seen])[0]?.id}\n`,
    );
    expect(text).toMatch(
      /\n0 findings appear, 1 finding vanishes, 1 finding changes, 0 decisions change, 0 findings the same under both\n$/,
    );
  });

  it('no difference is said with how much is the same', () => {
    expect(textOf(found(seen), found(seen))).toMatch(/\n\nno difference: 1 finding the same under both\n$/);
  });

  it('what scope leaves out is told, and rules that are off', () => {
    const text = textOf(trial({ outcomes: { a: none } }), trial({ recordsLeftOut: 3 }));
    expect(text).toContain('left out by scope: 0 → 3\n');
    expect(text).toMatch(/^a +0 → off +0 → off/m);
  });

  it('nothing moves the cursor', () => {
    const hostile = '\u001b[31mred\u009b\r\u202e';
    const decisions = (decision: 'allow' | 'block') => ({ decisions: [{ title: hostile, decision }] });
    const text = textOf(trial(decisions('allow')), {
      ...found({ ...seen, message: hostile }),
      ...decisions('block'),
    });
    expect(text).toContain('red');
    expect(text).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  });
});
