import { describe, expect, it } from 'vitest';
import { formats, formatsOf } from '../../shared/formats/index.ts';
import type { Result, ResultKind } from '../../shared/report/result.ts';
import { violationOf } from '../support/findings/violations.ts';
import { hostile } from '../support/formats/hostile.ts';
import { auditOf, rendered, results, view } from '../support/formats/results.ts';

const kinds = Object.keys(results) as ResultKind[];
const all = kinds.flatMap((kind) => formatsOf(kind).map(({ name }) => [name, kind] as const));

describe.each(all)('%s of %s', (name, kind) => {
  it('has every character that a text can have, and no other', () => {
    for (const [, text] of hostile) {
      const subject = { ...violationOf('a').subject, requester: text, task: text };
      const written = rendered(name, results[kind]({ message: text, remediation: text, subject }));
      expect(written.isWellFormed()).toBe(true);
      const isJson = ['json', 'jsonl', 'sarif', 'ocsf', 'asff'].includes(name);
      const unprintable = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;
      const found = written.replaceAll('\r\n', '\n').replaceAll('\n', '').match(unprintable) ?? [];
      expect(isJson ? [] : found).toEqual([]);
    }
  });

  it('is another one for each number of results, and of all together', () => {
    const one = rendered(name, results[kind]());
    const both = rendered(name, results[kind](), results.audit());
    expect(both.length).toBeGreaterThan(one.length);
  });

  it('takes a name of a megabyte', () => {
    const text = 'x'.repeat(1_000_000);
    expect(rendered(name, results[kind]({ message: text })).length).toBeGreaterThan(100);
  });
});

/** Made anew for each test: what stays makes the process slow for others. */
function largeAudit(count: number): Result {
  const violations = Array.from({ length: count }, (_, index) => ({
    ...violationOf('a', { subject: { kind: 'principal', requester: `arn:aws:iam::${index}:role/a` } }),
    id: `v1-${String(index).padStart(40, '0')}`,
  }));
  return auditOf(violations);
}

describe('violations of as many causes', () => {
  const machines = formats.filter(({ isForPeople }) => isForPeople !== true);

  it.each(machines)(
    'are never one text in $name: there may be more than one can hold',
    ({ name, render }) => {
      const count = 20_000;
      let pieces = 0;
      let longest = 0;
      for (const piece of render([largeAudit(count)], view)) {
        pieces++;
        longest = Math.max(longest, piece.length);
      }
      // Markdown is of a size that a comment takes, whatever it is of.
      expect(name === 'markdown' || pieces >= count).toBe(true);
      expect(longest).toBeLessThan(65_536);
    },
  );
});
