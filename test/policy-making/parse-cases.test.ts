import { describe, expect, it } from 'vitest';
import { compliantRecord, compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { BrokenCasesError, faultText } from '../../shared/policy/errors.ts';
import { parseCases } from '../../shared/policy-making/parse-cases.ts';
import { rules } from '../../shared/rules/index.ts';
import { caught } from '../support/hostile/caught.ts';

const none = { findings: [] };
const one = { name: 'one', events: [compliantRecord], expect: none };
const submitted = { name: 'two', submission: compliantSubmission, expect: none };
const textOf = (...cases: object[]) => JSON.stringify({ schemaVersion: '1', cases });

function faultsOf(text: string): string[] {
  const error = caught<BrokenCasesError>(() => parseCases(text, rules));
  expect(error).toBeInstanceOf(BrokenCasesError);
  return error.faults.map((fault) => faultText(fault).replace(/^line \d+: /, ''));
}

it('takes an attempt that is expected of events, and a violation that is expected of a submission', () => {
  const attempt = { findings: [{ rule: 'no-root-credentials', status: 'attempt' }] };
  const violation = { findings: [{ rule: 'no-root-credentials', status: 'violation' }] };
  const cases = parseCases(textOf({ ...one, expect: attempt }, { ...submitted, expect: violation }), rules);
  expect(cases.map(({ expect: expected }) => expected)).toEqual([attempt, violation]);
});

describe('cases', () => {
  it('are read from JSON, with what tells an editor their schema', () => {
    const cases = parseCases(
      JSON.stringify({ $schema: 'x', schemaVersion: '1', cases: [one, submitted] }),
      rules,
    );
    expect(cases.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(cases[0]?.subject).toEqual({ events: [compliantRecord] });
    expect(cases[1]?.subject).toMatchObject({ submission: { task: { name: 'orders-daily' } } });
  });

  it('are read from YAML, where a time needs no quotes', () => {
    const text =
      'schemaVersion: "1"\ncases:\n- { name: a, at: 2026-10-01T12:00:00Z, file: b.json, expect: { findings: [] } }\n';
    expect(parseCases(text, rules)).toEqual([
      { name: 'a', at: '2026-10-01T12:00:00Z', subject: { file: 'b.json' }, expect: none },
    ]);
  });
});

describe('cases are refused', () => {
  it.each<[string, object, string]>([
    [
      'without a subject',
      { name: 'a', expect: none },
      '/cases/0 expected one of `events`, `submission` and `file`, got 0',
    ],
    ['with two', { ...one, file: 'a' }, '/cases/0 expected one of `events`, `submission` and `file`, got 2'],
    [
      'without an expectation',
      { ...one, expect: undefined },
      '/cases/0 lacks the required property `expect`',
    ],
    [
      'that expect no findings by silence',
      { ...one, expect: {} },
      '/cases/0/expect lacks the required property `findings`',
    ],
    ['with an unknown member', { ...one, event: [] }, '/cases/0/event is not a known property'],
    [
      'that expect a rule that there is not',
      { ...one, expect: { findings: [{ rule: 'no-root-credential' }] } },
      '/cases/0/expect/findings/0/rule is not the id of a rule: did you mean `no-root-credentials`?',
    ],
    [
      'that expect an unknown rule to be undecided',
      { ...one, expect: { findings: [], undecided: ['no-such-rule'] } },
      '/cases/0/expect/undecided/0 is not the id of a rule',
    ],
    [
      'that expect of events what only submissions have',
      { ...one, expect: { findings: [{ rule: 'same-bucket-same-connection' }] } },
      '/cases/0/expect/findings/0/rule is not judged on events',
    ],
    [
      'that expect of a submission what only events have',
      { ...submitted, expect: { findings: [{ rule: 'renew-before-expiry' }] } },
      '/cases/0/expect/findings/0/rule is not judged on submissions',
    ],
    [
      'that expect it to be undecided',
      { ...submitted, expect: { findings: [], undecided: ['renew-before-expiry'] } },
      '/cases/0/expect/undecided/0 is not judged on what the case holds',
    ],
    [
      'that expect an attempt of what has not run yet',
      { ...submitted, expect: { findings: [{ rule: 'no-root-credentials', status: 'attempt' }] } },
      '/cases/0/expect/findings/0/rule never is an attempt on a submission: nothing was refused yet',
    ],
    [
      'that expect events to be decided',
      { ...one, expect: { findings: [], decision: 'allow' } },
      '/cases/0/expect/decision is expected of events: only submissions are decided',
    ],
    [
      'whose submission is malformed',
      { ...submitted, submission: patched(compliantSubmission, { task: { name: null } }) },
      '/cases/0/submission/task lacks the required property `name`',
    ],
    [
      'whose submission holds a secret',
      { ...submitted, submission: { ...compliantSubmission, secretAccessKey: 'MUST-NEVER-LEAVE' } },
      '/cases/0/submission/secretAccessKey is refused: it looks like a secret, and a submission never holds one',
    ],
    [
      'at a time that there is not',
      { ...one, at: '2026-12-31T23:59:60Z' },
      '/cases/0/at expected a time that there is',
    ],
    ['at no time', { ...one, at: 'noon' }, '/cases/0/at must match format "date-time"'],
  ])('%s', (_, broken, fault) => {
    expect(faultsOf(textOf(broken))).toEqual([fault]);
  });

  it('with the name of an earlier one, and with all faults at once', () => {
    expect(faultsOf(textOf(one, one, { name: 'a', expect: none }))).toEqual([
      '/cases/1/name is the name of an earlier case too',
      '/cases/2 expected one of `events`, `submission` and `file`, got 0',
    ]);
  });

  it.each([
    ['no YAML', 'cases: "'],
    ['no cases', textOf()],
    ['a policy', 'schemaVersion: "1"\nrules: {}\n'],
    ['empty', ''],
    ['an alias bomb', `a: &a [x]\nb: &b [${'*a,'.repeat(99)}]\nc: [${'*b,'.repeat(99)}]\nd: *e\n`],
  ])('that are %s', (_, text) => {
    expect(faultsOf(text)).not.toEqual([]);
  });
});
