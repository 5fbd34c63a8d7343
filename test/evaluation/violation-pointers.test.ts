import { describe, expect, it } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { decide } from '../../shared/evaluation/decide.ts';
import { violationPointers } from '../../shared/evaluation/violation-pointers.ts';
import { compliantSubmission, factsOf, patched } from '../../shared/examples/compliant.ts';
import { evaluatedAt } from '../../shared/examples/run-example.ts';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';

const source = { name: 'Orders', connection: 'redshift' };

/** The rules that a submission breaks, each with what it points to. */
function pointersOf(delta: object): [string, readonly string[]][] {
  const submission = parseSubmission(patched(compliantSubmission, delta));
  const { violations } = decide(bookOf({}), { submission, facts: factsOf({}), evaluatedAt });
  return violations.map((violation: Violation) => [
    violation.ruleId,
    violationPointers(violation, submission),
  ]);
}

describe('a violation points to', () => {
  it.each<[string, object, string, string[]]>([
    [
      'an endpoint',
      { sources: [{ ...source, temporaryCredentialDuration: 60 }] },
      'duration-is-grantable',
      ['/sources/0'],
    ],
    [
      'the second of two endpoints of one name',
      { sources: [source, { ...source, temporaryCredentialDuration: 60 }] },
      'duration-is-grantable',
      ['/sources/1'],
    ],
    [
      'a connection',
      { connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:root' } } },
      'no-root-credentials',
      ['/connections/redshift'],
    ],
  ])('%s', (_, delta, rule, expected) => {
    expect(pointersOf(delta)).toContainEqual([rule, expected]);
  });

  it('the task, where nothing says what it is about', () => {
    const submission = parseSubmission(compliantSubmission);
    const violation = { id: 'v1-a', ruleId: 'duration-covers-run', subject: { kind: 'submission' } } as const;
    expect(violationPointers(violation, submission)).toEqual(['/task']);
  });
});
