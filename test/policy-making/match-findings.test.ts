import { expect, it } from 'vitest';
import type { ExpectedFinding } from '../../shared/contracts/policy-cases-contract.generated.ts';
import type { Finding } from '../../shared/contracts/result-contract.generated.ts';
import { findingsOf } from '../../shared/findings/findings-of.ts';
import { matchFindings } from '../../shared/policy-making/match-findings.ts';
import { violationOf } from '../support/findings/violations.ts';

const rule = 'no-root-credentials';

function finding(id: string, more: Partial<Finding> = {}): Finding {
  const [one] = findingsOf([violationOf('a')]);
  if (one === undefined) throw new Error('a violation is a finding');
  return { ...one, id, ...more };
}

it.each<[string, ExpectedFinding[], Finding[], number, string[]]>([
  ['nothing and nothing', [], [], 0, []],
  ['what is expected', [{ rule }], [finding('a')], 0, []],
  ['what is missing', [{ rule }], [], 1, []],
  ['what is too much', [], [finding('a')], 0, ['a']],
  ['each one once', [{ rule }, { rule }], [finding('a')], 1, []],
  ['another rule', [{ rule: 'duration-covers-run' }], [finding('a')], 1, ['a']],
  ['another status', [{ rule, status: 'exempted' }], [finding('a')], 1, ['a']],
  ['a violation where no status is said', [{ rule }], [finding('a', { status: 'attempt' })], 1, ['a']],
  ['another severity', [{ rule, severity: 'low' }], [finding('a')], 1, ['a']],
  ['another number', [{ rule, occurrences: 2 }], [finding('a')], 1, ['a']],
  [
    'the one that leaves the other expectation its own',
    [{ rule }, { rule, severity: 'critical' }],
    [finding('critical'), finding('low', { severity: 'low' })],
    0,
    [],
  ],
  [
    'whatever is like two of them',
    [
      { rule, severity: 'critical' },
      { rule, occurrences: 2 },
      { rule, severity: 'critical', occurrences: 1 },
    ],
    [
      finding('both', { occurrences: 2 }),
      finding('low', { severity: 'low', occurrences: 2 }),
      finding('one'),
    ],
    0,
    [],
  ],
])('pairs %s', (_, expected, found, missing, unexpected) => {
  const result = matchFindings(expected, found);
  expect(result.missing).toHaveLength(missing);
  expect(result.unexpected.map(({ id }) => id)).toEqual(unexpected);
});
