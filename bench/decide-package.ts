import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { openZip } from '../shared/archive/open-zip.ts';
import { decide } from '../shared/evaluation/decide.ts';
import { openRuleBook } from '../shared/evaluation/rule-book.ts';
import { readPackage } from '../shared/informatica/read-package.ts';
import { defaultPolicy } from '../shared/policy/read-policy.ts';
import { noFacts } from '../shared/rules/facts.ts';
import { rules } from '../shared/rules/index.ts';
import { packageOf } from '../test/support/informatica/package-builder.ts';
import { type PackageContent, zipped } from '../test/support/informatica/package-content.ts';
import type { Comparison } from './comparison.ts';

const tasks = 1000;
const book = openRuleBook(rules, defaultPolicy);

/** All mapping tasks of a package, decided, against inflating its parts and JSON.parse of them, and nothing else. */
export const decidePackage = (): Comparison => {
  const content = packageOf({ tasks: Array.from({ length: tasks }, () => ({})) });
  const bytes = zipped(content);
  const parts = jsonIn(content).map((text) => deflateRawSync(text));
  return {
    name: `check on a package of ${tasks} tasks / unzipping and JSON.parse of its parts`,
    cost: 'whole',
    baseline: () => {
      for (const part of parts) JSON.parse(inflateRawSync(part).toString());
    },
    work: async () => {
      const found = await readPackage(await openZip(bytes));
      for (const { reading } of found.tasks) {
        if ('unreadable' in reading) throw new Error(reading.unreadable);
        decide(book, { submission: reading.submission, facts: noFacts, evaluatedAt: '2026-10-01T12:00:00Z' });
      }
    },
  };
};

/** The parts of a package that are JSON, without the reader's archives around them. */
function jsonIn(content: PackageContent): string[] {
  const files = Object.values(content).flatMap((file) =>
    typeof file === 'string' || Buffer.isBuffer(file) ? [file] : Object.values(file),
  );
  return files.map(String).filter((text) => /^[[{]/.test(text));
}
