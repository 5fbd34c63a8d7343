import { describe, expect, it } from 'vitest';
import { patched } from '../../shared/examples/compliant.ts';
import { audit, session } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

/** A day of a task that runs every twenty minutes, each time with credentials of 900 s, the default. */
const day = Array.from({ length: 72 }, (_, index) => {
  const issued = Date.UTC(2026, 9, 1) + index * 20 * 60_000;
  const at = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 19);
  const times = {
    eventTime: `${at(issued)}Z`,
    responseElements: { credentials: { expiration: `${at(issued + 900_000)}Z` } },
  };
  return patched(session(`run-${index}`, '00:00:00', '00:15:00'), times);
});

describe('72 requests, every twenty minutes', () => {
  it('are no violation: sessions alone cannot tell a late renewal from the next run', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('day.json', { Records: day });
    const { code, report } = await audit([path]);
    expect(report.violations).toEqual([]);
    expect(report.coverage.rules['renew-before-expiry']).toMatchObject({ violation: 0, undecided: 71 });
    expect(code).toBe(0);
  });

  it('are one readable line of what is undecided', async () => {
    const folder = await temporaryFolder();
    const { stdout } = await command(['audit', await folder.write('day.json', { Records: day })]);
    const lines = stdout.split('\n').filter((line) => line.includes('renew-before-expiry ('));
    expect(lines).toEqual([
      '    undecided: renew-before-expiry (71), of arn:aws:iam::123456789012:user/mapping-requester',
    ]);
  });
});
