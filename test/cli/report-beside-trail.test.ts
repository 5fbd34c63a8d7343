import { describe, expect, it } from 'vitest';
import { formats } from '../../shared/formats/index.ts';
import type { ResultKind } from '../../shared/report/result.ts';
import { audit, record } from '../support/cli/audit-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { checkOf, rendered, results, submissionViolation } from '../support/formats/results.ts';

const kinds = Object.keys(results) as ResultKind[];

describe('what was written into an audited folder', () => {
  it.each(formats)('as $name is no input that could not be read, at the next audit', async ({ name }) => {
    const folder = await temporaryFolder();
    await folder.write('trail/log.json', record('a'));
    for (const kind of kinds) await folder.write(`trail/${kind}.${name}`, rendered(name, results[kind]()));
    const { code, report } = await audit([folder.at('trail')]);
    expect([code, report.coverage.filesSkipped, report.coverage.recordsRead]).toEqual([0, [], 1]);
  });

  it.each(['json', 'jsonl'])('as %s is none either where it says what could not be read', async (name) => {
    const folder = await temporaryFolder();
    await folder.write('trail/log.json', record('a'));
    const check = checkOf([submissionViolation('a')]);
    const [unread, notUnderstood] = [['x.json: broken'], [{ connector: 'c', name: 'n', where: 'w' }]];
    const written = rendered(name, { ...check, report: { ...check.report, unread, notUnderstood } });
    expect(written).toContain('"check":');
    await folder.write(`trail/check.${name}`, written);
    const { code, report } = await audit([folder.at('trail')]);
    expect([code, report.coverage.filesSkipped, report.coverage.recordsRead]).toEqual([0, [], 1]);
  });
});
