import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decide } from '../../shared/evaluation/decide.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';

const data = process.env.REAL_DATA ?? '';

/** What the guidelines say of a task, by whoever made the export. */
interface Agreed {
  readonly task: string;
  readonly results: Readonly<Record<string, string>>;
  readonly violations: Readonly<Record<string, number>>;
  readonly decision: string;
}

describe.skipIf(data === '')('the tasks of an export are decided as was agreed on', () => {
  it.each([1, 2])('export %i', (number) => {
    const read = (part: string) =>
      JSON.parse(readFileSync(join(data, 'informatica/exports', `export-${number}.${part}.json`), 'utf8'));
    const book = bookOf();
    const decided = (read('submissions') as unknown[]).map((document): Agreed => {
      const submission = parseSubmission(document);
      const { decision, results, violations } = decide(book, {
        submission,
        facts: noFacts,
        evaluatedAt: '2026-10-01T12:00:00.000Z',
      });
      const ofRule = Object.groupBy(violations, ({ ruleId }) => ruleId);
      return {
        task: submission.task.name,
        results: Object.fromEntries(results.map(({ ruleId, outcome }) => [ruleId, outcome])),
        violations: Object.fromEntries(Object.entries(ofRule).map(([id, some]) => [id, some.length])),
        decision,
      };
    });
    for (const [index, { results, ...agreed }] of (read('outcomes') as Agreed[]).entries()) {
      expect(decided[index]).toMatchObject(agreed);
      expect(decided[index]?.violations).toEqual(agreed.violations);
      expect(decided[index]?.results).toMatchObject(results);
    }
  });
});
