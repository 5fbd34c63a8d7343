import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileTree } from '../../shared/archive/file-tree.ts';
import { openZip } from '../../shared/archive/open-zip.ts';
import { readPackage } from '../../shared/informatica/read-package.ts';
import { checked } from '../support/cli/check-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const data = process.env.REAL_DATA ?? '';
const pathOf = (number: number, part: string) => join(data, `informatica/exports/export-${number}.${part}`);
const read = (number: number, part: string) => JSON.parse(readFileSync(pathOf(number, part), 'utf8'));

/** What the guidelines say of a task, by whoever made the package. */
interface Agreed {
  readonly task: string;
  readonly results: Readonly<Record<string, string>>;
  readonly violations: Readonly<Record<string, number>>;
  readonly decision: string;
}

/** Checks the package at a path; its decisions in the form of what was agreed on, rules that came later left out. */
async function outcomesOf(path: string, number: number): Promise<Agreed[]> {
  const { decisions, stderr } = await checked([path]);
  expect(stderr).toBe('');
  const agreed: Agreed[] = read(number, 'outcomes.json');
  return decisions.map((decided, index): Agreed => {
    const { task, results, violations, decision } = decided as typeof decided & { task: { name: string } };
    const known = results.filter(({ ruleId }) => ruleId in (agreed[index]?.results ?? {}));
    const ofRule = Object.entries(Object.groupBy(violations, ({ ruleId }) => ruleId));
    return {
      task: task.name,
      results: Object.fromEntries(known.map(({ ruleId, outcome }) => [ruleId, outcome])),
      violations: Object.fromEntries(ofRule.map(([ruleId, some]) => [ruleId, some.length])),
      decision,
    };
  });
}

async function expand(tree: FileTree, folder: string): Promise<void> {
  for (const path of tree.paths) {
    const target = join(folder, path);
    if (path.endsWith('.zip')) {
      await expand(await tree.inside(path), target);
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await tree.read(path));
  }
}

describe.skipIf(data === '').each([1, 2])('export package %i', (number) => {
  it('has the outcomes that were agreed on, task by task', async () => {
    expect(await outcomesOf(pathOf(number, 'zip'), number)).toEqual(read(number, 'outcomes.json'));
  });

  it('has them too where it is expanded in a folder', async () => {
    const folder = await temporaryFolder();
    await expand(await openZip(readFileSync(pathOf(number, 'zip'))), folder.path);
    expect(await outcomesOf(folder.path, number)).toEqual(read(number, 'outcomes.json'));
  });

  it('means the submissions that were agreed on', async () => {
    const { tasks, notUnderstood } = await readPackage(await openZip(readFileSync(pathOf(number, 'zip'))));
    const documents = tasks.map(({ reading, folder }) => {
      if ('unreadable' in reading) return reading.unreadable;
      expect(reading.document.task.folder).toBe(folder);
      const { folder: _, ...task } = reading.document.task;
      return spoken({ ...reading.document, task });
    });
    expect(documents).toEqual(read(number, 'submissions.json').map(spoken));
    expect(notUnderstood).toEqual([]);
  });
});

/** A checkbox that is not selected says as much as none. */
function spoken(document: object): unknown {
  return JSON.parse(JSON.stringify(document), (name, value) =>
    name === 'useEc2RoleToAssumeRole' && value === false ? undefined : value,
  );
}
