import { describe, expect, it } from 'vitest';
import type { Expectation } from '../../shared/contracts/policy-cases-contract.generated.ts';
import { compliantRecord, compliantSubmission, factsOf, patched } from '../../shared/examples/compliant.ts';
import { runCase } from '../../shared/policy-making/run-case.ts';
import { rules } from '../../shared/rules/index.ts';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';
import { rootRecord } from '../support/cli/audit-command.ts';
import { bookOf, exemptionOf, ruleWith } from '../support/evaluation/rule-books.ts';

const now = '2026-10-01T12:00:00.000Z';
const short = patched(compliantSubmission, {
  task: { expectedRunSeconds: 1200 },
  targets: [{ temporaryCredentialDuration: 3600 }],
});
const tooShort = { rule: 'duration-covers-run' };
const root = { rule: 'no-root-credentials' };
const nowhere = { scope: { roles: ['nobody'] } };

function failures(
  expected: Expectation,
  subject: object | readonly object[],
  policy: object = {},
  at?: string,
) {
  const held = Array.isArray(subject) ? { events: subject } : { submission: parseSubmission(subject) };
  const surroundings = { book: bookOf(policy), facts: factsOf(), rules, now };
  const { name, failures: lines } = runCase({ name: 'a case', at, expect: expected }, held, surroundings);
  expect(name).toBe('a case');
  return lines;
}

describe('a case passes', () => {
  it.each<[string, Expectation, object, object?]>([
    ['of no findings', { findings: [] }, [compliantRecord]],
    ['of a finding', { findings: [root] }, [rootRecord('1')]],
    [
      'of a finding with its number',
      { findings: [{ ...root, occurrences: 2 }] },
      [rootRecord('1'), rootRecord('2')],
    ],
    [
      'of one event that came twice',
      { findings: [{ ...root, occurrences: 1 }] },
      [rootRecord('1'), rootRecord('1')],
    ],
    ['of events in what they come in', { findings: [root] }, [{ Records: [rootRecord('1')] }]],
    ['of events out of scope', { findings: [] }, [rootRecord('1')], nowhere],
    [
      'of another severity by the policy',
      { findings: [{ ...root, severity: 'low' }] },
      [rootRecord('1')],
      { rules: { 'no-root-credentials': { severity: 'low' } } },
    ],
    [
      'of what is undecided on events',
      { findings: [], undecided: ['requester-has-no-access'] },
      [compliantRecord],
    ],
    [
      'of a decision',
      { findings: [tooShort], undecided: ['requester-has-no-access'], decision: 'block' },
      short,
    ],
    [
      'of a decision that a mode changes',
      { findings: [tooShort], decision: 'allow' },
      short,
      { rules: { 'duration-covers-run': { mode: 'warn' } } },
    ],
  ])('%s', (_, expected, subject, policy) => {
    expect(failures(expected, subject, policy)).toEqual([]);
  });

  it.each([
    ['2026-10-15T00:00:00+02:00', 'exempted'],
    ['2026-12-15T00:00:00Z', 'violation'],
  ] as const)('at %s of a finding that is then in status %s', (at, status) => {
    const exemptions = [
      exemptionOf({
        rules: ['duration-covers-run'],
        subject: { task: 'orders-daily' },
        created: '2026-10-01',
        expires: '2026-11-01',
      }),
    ];
    expect(failures({ findings: [{ ...tooShort, status }] }, short, { exemptions }, at)).toEqual([]);
  });
});

describe('a case fails, and says why', () => {
  it.each<[string, Expectation, object, string[], object?]>([
    [
      'no such finding',
      { findings: [root] },
      [compliantRecord],
      ['expected no-root-credentials (violation), got none'],
    ],
    [
      'a finding of another severity',
      { findings: [{ ...root, severity: 'low', occurrences: 1 }] },
      [rootRecord('1')],
      [
        'expected no-root-credentials (violation, low, 1 occurrence), got none',
        'got no-root-credentials (violation, critical, 1 occurrence), which is not expected: the root user of account 123456789012 called AssumeRole',
      ],
    ],
    [
      'a rule that is off',
      { findings: [root] },
      [rootRecord('1')],
      ['expected no-root-credentials (violation), got none: the policy has the rule off'],
      { rules: { 'no-root-credentials': { mode: 'off' } } },
    ],
    [
      'a scope that leaves it out',
      { findings: [root] },
      [rootRecord('1')],
      ['expected no-root-credentials (violation), got none', 'the policy’s scope leaves out 1 event'],
      nowhere,
    ],
    [
      'a rule that is not judged on what a file held',
      { findings: [tooShort, { rule: 'renew-before-expiry' }] },
      short,
      ['expected renew-before-expiry (violation), got none: the rule is not judged on submissions'],
    ],
    [
      'what is undecided, and what is not',
      { findings: [], undecided: ['duration-covers-run'] },
      compliantSubmission,
      [
        'expected duration-covers-run to be undecided',
        'got requester-has-no-access undecided, which is not expected',
      ],
    ],
    [
      'another decision',
      { findings: [tooShort], decision: 'allow' },
      short,
      ['expected the decision allow, got block'],
    ],
    [
      'a decision on events, of a file',
      { findings: [], decision: 'allow' },
      [compliantRecord],
      ['expected the decision allow, got none: events are not decided'],
    ],
    [
      'no event for a rule',
      { findings: [] },
      [patched(compliantRecord, { eventSource: 's3.amazonaws.com' })],
      ['holds no event that a rule concerns'],
    ],
    [
      'a malformed event',
      { findings: [] },
      [patched(compliantRecord, { eventTime: 'noon' })],
      ['event 1 is malformed: expected `eventTime` to be an ISO 8601 time of the years 2000 to 2099'],
    ],
  ])('%s', (_, expected, subject, lines, policy) => {
    expect(failures(expected, subject, policy)).toEqual(lines);
  });
});

it.each<[string, object | readonly object[]]>([
  ['a submission', compliantSubmission],
  ['events', [compliantRecord]],
])('a case of %s on which a rule fails is no case that passes, and names the rule', (_, subject) => {
  const broken = ruleWith({
    'credential-request': () => {
      throw new RangeError('out of range');
    },
    endpoint: () => {
      throw new RangeError('out of range');
    },
  });
  const held = Array.isArray(subject) ? { events: subject } : { submission: parseSubmission(subject) };
  const surroundings = { book: bookOf({}, [broken]), facts: factsOf(), rules: [broken], now };
  const { failures: lines } = runCase(
    { name: 'a case', at: undefined, expect: { findings: [] } },
    held,
    surroundings,
  );
  expect(lines).toEqual(['the rule duration-covers-run failed']);
});
