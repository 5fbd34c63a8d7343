import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openZip } from '../../shared/archive/open-zip.ts';
import { readPackage } from '../../shared/informatica/read-package.ts';
import { checked } from '../support/cli/check-command.ts';
import { swept } from '../support/cli/sweep-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import type { StandInOrganization } from '../support/informatica/cloud.ts';
import { exampleCloud } from '../support/informatica/example-cloud.ts';
import { logEntry } from '../support/informatica/log-entries.ts';

const data = process.env.REAL_DATA ?? '';
const pathOf = (number: number, part: string) => join(data, `informatica/exports/export-${number}.${part}`);

/** A stand-in whose organization exports this package, whatever is asked for, with runs of an hour for each task. */
async function organizationWith(number: number, runs: number): Promise<StandInOrganization> {
  const bytes = readFileSync(pathOf(number, 'zip'));
  const { tasks } = await readPackage(await openZip(bytes));
  const log = tasks.flatMap(({ handle = '' }) =>
    Array.from({ length: runs }, (_, index) =>
      logEntry(handle, { runId: index, endedAt: `2026-09-${29 - index}T08:00:00.000Z`, seconds: 60 }),
    ),
  );
  return {
    tasks: tasks.map(({ id, handle = '', folder, name }) => ({
      id,
      handle,
      path: `${folder}/${name}`.replace('/Explore/', ''),
    })),
    packageOf: () => bytes,
    log,
    schedules: [],
  };
}

describe.skipIf(data === '').each([1, 2])('a sweep of export package %i', (number) => {
  it('has the outcomes of the package', async () => {
    const agreed: { task: string; decision: string; results: Record<string, string> }[] = JSON.parse(
      readFileSync(pathOf(number, 'outcomes.json'), 'utf8'),
    );
    const cloud = await exampleCloud({ pageSize: 4 }, await organizationWith(number, 0));
    const { report } = await swept(cloud);
    const found = report.tasks.map(({ task, decision, results = [] }, index) => {
      const known = results.filter(({ ruleId }) => ruleId in (agreed[index]?.results ?? {}));
      return {
        task: task.name,
        decision,
        results: Object.fromEntries(known.map(({ ruleId, outcome }) => [ruleId, outcome])),
      };
    });
    expect(found).toEqual(agreed.map(({ task, decision, results }) => ({ task, decision, results })));
  });

  it('takes in known runs, and gives the same offline', async () => {
    const folder = await temporaryFolder();
    const cloud = await exampleCloud({}, await organizationWith(number, 3));
    const { report } = await swept(cloud, ['--save', folder.at('s')]);
    const { decisions } = await checked(['--runs', folder.at('s/runs.jsonl'), folder.at('s')]);
    expect(decisions.map((one) => ({ ...one, source: undefined }))).toEqual(report.tasks);
    const outcomes = decisions.flatMap(({ results }) => results);
    const ofRuns = outcomes.filter(({ ruleId }) => ruleId === 'duration-covers-run');
    expect(ofRuns.map(({ outcome }) => outcome)).toContain('pass');
    expect(ofRuns.flatMap(({ missing = [] }) => missing)).not.toContain('expected-run-seconds');
  });
});
