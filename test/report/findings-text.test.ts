import { describe, expect, it } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findingsOf } from '../../shared/findings/findings-of.ts';
import { causeText } from '../../shared/report/cause-text.ts';
import { findingsCount } from '../../shared/report/findings-count.ts';
import { findingsText } from '../../shared/report/findings-text.ts';
import type { Paint } from '../../shared/report/paint.ts';
import { violationOf } from '../support/findings/violations.ts';

const paint: Paint = (_, text) => text;
const textOf = (violations: readonly Violation[], withTimes = true) =>
  [...findingsText(findingsOf(violations), { paint, withTimes })].join('\n\n').split('\n');

const user = (name: string) => `arn:aws:iam::123456789012:user/${name}`;
const role = 'arn:aws:iam::123456789012:role/stage';
const by = (name: string, letter: string, more: Partial<Violation> = {}) =>
  violationOf(letter, {
    message: 'it asked',
    subject: { kind: 'credential-request', accountId: '123456789012', requester: user(name), roleArn: role },
    ...more,
  });

describe('findings as text', () => {
  it('are a line each under what they say, with the fix once a rule', () => {
    expect(
      textOf([
        by('a', 'a'),
        by('a', 'b', { observedAt: '2026-10-01T09:00:00Z' }),
        by('b', 'c'),
        by('c', 'd', { message: 'it asked again' }),
      ]),
    ).toEqual([
      'CRITICAL no-root-credentials (G6): 3 findings, 4 occurrences',
      '  it asked',
      '    Times  First                 Last                  Example          Cause',
      '        2  2026-10-01T08:00:05Z  2026-10-01T09:00:00Z  v1-bbbbbbbbbbbb  user/a → role/stage (123456789012)',
      expect.stringMatching(
        /^ {8}1 {2}2026-10-01T08:00:05Z {2}2026-10-01T08:00:05Z {2}v1-cccccccccccc {2}user\/b/,
      ),
      '  it asked again',
      expect.stringMatching(/^ {8}1 .* v1-dddddddddddd {2}user\/c → role\/stage \(123456789012\)$/),
      '  fix  Use an IAM user.',
    ]);
  });

  it('have neither times nor numbers that say nothing', () => {
    expect(textOf([by('a', 'a')], false)).toEqual([
      'CRITICAL no-root-credentials (G6)',
      '  it asked',
      '    Example          Cause',
      '    v1-aaaaaaaaaaaa  user/a → role/stage (123456789012)',
      '  fix  Use an IAM user.',
    ]);
  });

  it('tell attempts and exempted ones from the others, the exempted last', () => {
    const titles = textOf([
      by('a', 'a', { status: 'exempted' }),
      by('a', 'b', { severity: 'low', guideline: 'beyond' }),
      by('a', 'c', { status: 'attempt' }),
    ]).filter((line) => line.startsWith('CRITICAL') || line.startsWith('LOW'));
    expect(titles).toEqual([
      'CRITICAL no-root-credentials (G6) [attempt]',
      'LOW no-root-credentials',
      'CRITICAL no-root-credentials (G6) [exempted]',
    ]);
  });

  it('are not more of a rule than anybody reads, and the rest is counted', () => {
    const many = Array.from({ length: 502 }, (_, n) => by(`u${n}`, 'a', { id: `v1-${n}` }));
    const lines = textOf(many);
    expect(lines).toHaveLength(505);
    expect(lines.at(-2)).toBe('  and 2 more findings, 2 occurrences: the result in JSON has all');
  });

  it('hold no control characters and stay in their lines, whatever the names', () => {
    const hostile = `${user('x')}\u001b[2J\n##[error]${'é'.repeat(2_000_000)}`;
    const lines = textOf([
      by('a', 'a', {
        message: 'a\u0007\nb',
        subject: { kind: 'credential-request', requester: hostile },
      }),
    ]);
    expect(lines).toHaveLength(5);
    expect(lines.join('')).not.toMatch(/\p{Cc}|##\[/u);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(400);
  });
});

describe('a cause in words', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'a request',
      { account: '123456789012', requester: user('a'), role },
      'user/a → role/stage (123456789012)',
    ],
    [
      'one from another account',
      { account: '210987654321', requester: user('a'), role: 'GetSessionToken' },
      `${user('a')} → GetSessionToken (210987654321)`,
    ],
    ['what is no account', { account: '1(+)+$', requester: user('a') }, `${user('a')} (1(+)+$)`],
    ['a role for itself', { requester: role, role }, role],
    ['a request by nobody', { role }, `somebody → ${role}`],
    ['a pair', { task: 'nightly', endpoints: ['Orders', 'Lake'] }, 'nightly: Orders → Lake'],
    [
      'a connection',
      { task: 'nightly', connection: 'stage', hop: 'database' },
      'nightly: connection stage (database)',
    ],
    ['a task', { task: 'nightly' }, 'nightly'],
    ['a run', { task: 'nightly', role }, `nightly: ${role}`],
    ['a principal', { principal: user('a') }, user('a')],
  ])('of %s', (_, cause, expected) => {
    expect(causeText({ cause })).toBe(expected);
  });
});

it('findings are counted with the gravest among them, and exempted ones apart', () => {
  const found = [by('a', 'a'), by('b', 'b', { severity: 'low' }), by('c', 'c', { status: 'exempted' })];
  expect(findingsCount(findingsOf(found), 'in 3 records')).toBe(
    '2 findings, 1 critical, in 3 records; 1 more exempted',
  );
  expect(findingsCount(findingsOf(found.slice(2)), 'in 1 record')).toBe(
    'No findings in 1 record; 1 more exempted',
  );
});
