import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decide } from '../../shared/evaluation/decide.ts';
import { openRuleBook, type RuleBook } from '../../shared/evaluation/rule-book.ts';
import { factsOf } from '../../shared/examples/compliant.ts';
import { type Lie, lies, refutations, truths } from '../../shared/examples/lies.ts';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import { rules } from '../../shared/rules/index.ts';
import { MalformedSubmissionError } from '../../shared/submission/errors.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';
import { submission } from '../support/evaluation/subjects.ts';

const ids = rules.map(({ meta }) => meta.id);
const strict = openRuleBook(
  rules,
  parsePolicy(await readFile('docs/deploy/strict-policy.yaml', 'utf8'), ids),
);
const defaults = bookOf();

/** What a submission gets, the rules that find violations, and what others miss. */
function judged(book: RuleBook, delta: object) {
  try {
    const { decision, results, violations } = decide(book, {
      submission: submission(delta),
      facts: factsOf(truths),
      evaluatedAt: '2026-10-01T12:00:00.000Z',
    });
    const guidelines = new Set(violations.map(({ guideline }) => guideline));
    const because = [
      ...violations.map(({ ruleId }) => ruleId),
      ...results.flatMap(({ missing = [] }) => missing),
    ];
    return { got: decision, because: [...new Set(because)], guidelines };
  } catch (error) {
    if (!(error instanceof MalformedSubmissionError)) throw error;
    return { got: 'malformed' as const, because: [], guidelines: new Set<string>() };
  }
}

const cases = lies.map((lie): [string, Lie] => [
  `${lie.guideline}: ${lie.truth[0]}, it says: ${lie.lie[0]}`,
  lie,
]);

describe.each(cases)('%s', (_, { guideline, truth, lie, about, byDefault, strictly, refutedBy }) => {
  it('is a lie: the truth is blocked by its guideline under both policies', () => {
    for (const book of [defaults, strict]) {
      const told = judged(book, truth[1]);
      expect(told.got).toBe('block');
      expect([...told.guidelines]).toContain(guideline);
    }
  });

  it('gets what the table says', () => {
    expect(judged(defaults, lie[1]).got).toBe(byDefault);
    const { got, because } = judged(strict, lie[1]);
    expect({ got, because }).toEqual(strictly);
  });

  it('is refused under the strict policy, or is about the task and refuted elsewhere', () => {
    if (strictly.got === 'allow') {
      expect(about).toBe('task');
      expect(refutations).toHaveProperty([refutedBy ?? '']);
    } else expect(refutedBy).toBeUndefined();
  });
});

it('the compliant submission, which lies nowhere, is allowed by both', () => {
  expect([judged(defaults, {}).got, judged(strict, {}).got]).toEqual(['allow', 'allow']);
});
