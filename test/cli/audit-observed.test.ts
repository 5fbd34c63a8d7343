import { describe, expect, it } from 'vitest';
import { audit, record } from '../support/cli/audit-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const call = record('call', {
  eventSource: 's3.amazonaws.com',
  eventName: 'ListBuckets',
  eventTime: '2026-10-01T09:00:00Z',
  requestParameters: null,
  responseElements: null,
});

async function audited(words: readonly string[], policy?: object) {
  const folder = await temporaryFolder();
  const options = policy === undefined ? [] : ['--policy', await folder.write('policy.json', policy)];
  await folder.write('trail/1.json', [record('request')]);
  await folder.write('trail/2.json', [call]);
  const { code, report } = await audit([...words, ...options, folder.at('trail')]);
  return { code, report, found: report.violations.map(({ ruleId }) => ruleId) };
}

describe('audit --observed', () => {
  it('finds access by a call that another file has', async () => {
    const { code, found, report } = await audited(['--observed']);
    expect({ code, found }).toEqual({ code: 1, found: ['requester-has-no-access'] });
    expect(report.coverage.observed).toEqual({ callers: 1, isComplete: true });
  });

  it.each([[[]], [['--no-observed']], [['--observed', '--no-observed']]])('is off: %j', async (words) => {
    const { code, found, report } = await audited(words);
    expect({ code, found }).toEqual({ code: 0, found: [] });
    expect(report.coverage).not.toHaveProperty('observed');
  });

  it('goes by the selected time', async () => {
    expect((await audited(['--observed', '--to', '2026-10-01T09:00:00Z'])).found).toEqual([]);
    expect((await audited(['--observed', '--to', '2026-10-01T09:00:01Z'])).found).toHaveLength(1);
  });

  it('goes by the baselines of the policy', async () => {
    const baselines = (actions: string[]) => ({
      schemaVersion: '1',
      parameters: { baselines: [{ name: 'own', requesters: ['*'], actions }] },
    });
    expect((await audited(['--observed'], baselines(['s3:GetObject']))).found).toEqual([]);
    expect((await audited(['--observed'], baselines(['logs:PutLogEvents']))).found).toEqual([]);
    const listing = { ...call, eventName: 'ListAccessPoints' };
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', [record('request'), listing]);
    const policy = await folder.write('policy.json', baselines(['logs:PutLogEvents']));
    const { report } = await audit(['--observed', '--policy', policy, path]);
    expect(report.violations.map(({ evidence }) => evidence.baselines)).toEqual([['own']]);
  });
});
