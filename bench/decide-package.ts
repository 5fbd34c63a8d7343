import { openZip } from '../shared/archive/open-zip.ts';
import { decide } from '../shared/evaluation/decide.ts';
import { openRuleBook } from '../shared/evaluation/rule-book.ts';
import { readPackage } from '../shared/informatica/read-package.ts';
import { defaultPolicy } from '../shared/policy/read-policy.ts';
import { noFacts } from '../shared/rules/facts.ts';
import { rules } from '../shared/rules/index.ts';
import { packageOf, plainEndpoints } from '../test/support/informatica/package-builder.ts';
import { zipped } from '../test/support/informatica/package-content.ts';
import type { Comparison } from './comparison.ts';

const tasks = 1000;
const evaluatedAt = '2026-10-01T12:00:00Z';
const book = openRuleBook(rules, defaultPolicy);

/**
 * All mapping tasks of a package, decided, against unzipping its parts and JSON.parse of them. Its mappings are small, two
 * tables of 20 fields: of larger ones more of the work is that of the baseline.
 */
export const decidePackage = (): Comparison => {
  const endpoints = plainEndpoints.map((one) => ({ ...one, fields: 20 }));
  const bytes = zipped(packageOf({ tasks: Array.from({ length: tasks }, () => ({ endpoints })) }));
  return {
    name: `check on a package of ${tasks} tasks / unzipping and JSON.parse of its parts`,
    cost: 'whole',
    baseline: () => parseParts(bytes),
    work: async () => {
      const found = await readPackage(await openZip(bytes));
      for (const { reading } of found.tasks) {
        if ('unreadable' in reading) throw new Error(reading.unreadable);
        decide(book, { submission: reading.submission, facts: noFacts, evaluatedAt });
      }
    },
  };
};

async function parseParts(bytes: Buffer): Promise<void> {
  const files = await openZip(bytes);
  for (const path of files.paths) {
    if (path.endsWith('.json')) JSON.parse(String(await files.read(path)));
    if (!path.endsWith('.zip')) continue;
    const within = await files.inside(path);
    for (const part of within.paths)
      if (/\.json$|@3\.bin$/.test(part)) JSON.parse(String(await within.read(part)));
  }
}
