import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { whatIsIn } from '../../shared/archive/what-is-in.ts';
import { audit, record } from '../support/cli/audit-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const other = { eventSource: 's3.amazonaws.com', eventName: 'GetObject', eventTime: '2026-10-01T08:00:00Z' };
const log = gzipSync(JSON.stringify({ Records: [record('a')] }));

it.each<[Awaited<ReturnType<typeof whatIsIn>>, string, unknown]>([
  ['records', 'a record', record('a')],
  ['records', 'a record of no concern', { Records: [other] }],
  ['records', 'lines, of which the first is damaged', `{"a\n${JSON.stringify(record('a'))}`],
  ['records', 'more than is read to know it', `${JSON.stringify(record('a'))}\n`.repeat(6000)],
  ['records', 'a compressed file that is truncated', log.subarray(0, 30)],
  ['records', 'text, which may have been some', 'hello'],
  ['report', 'nothing', ''],
  ['other', 'JSON of another kind', { name: 'x' }],
  ['other', 'an account file', { RoleDetailList: [], UserDetailList: [] }],
])('%s: %s', async (what, _, content) => {
  const folder = await temporaryFolder();
  expect(await whatIsIn(await folder.write('file', content))).toBe(what);
});

it('report: what the audit itself wrote', async () => {
  const folder = await temporaryFolder();
  const { stdout } = await audit([await folder.write('a.json', record('a'))]);
  expect(await whatIsIn(await folder.write('report', stdout))).toBe('report');
});

it('records: what is not there, or cannot be read', async () => {
  expect(await whatIsIn('/nowhere')).toBe('records');
});
