import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { listTrail } from '../../functions/audit-archive/history/list-trail.ts';
import { giveUpBatch, readBatch } from '../../functions/audit-archive/history/read-batch.ts';
import { judgeSlice } from '../../functions/judge-archive/judge-slice.ts';
import { planRun } from '../../functions/judge-archive/plan-run.ts';
import { reportRun } from '../../functions/judge-archive/report-run.ts';
import { ArchiveAudit } from '../../shared/audit/archive-audit.ts';
import { batchNames, fileNames, type ListedBatches } from '../../shared/aws/archive-runs/run-files.ts';
import { linesOf } from '../../shared/report/result-document.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { inArchive } from '../support/audit/part-of.ts';
import { expiredRecord, record, rootRecord, session } from '../support/cli/audit-command.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';
import { type MemoryRunFolder, memoryRunFolder } from '../support/functions/memory-run-folder.ts';

const bucket = 'example-trail';
const keyOf = (day: number) => `AWSLogs/123456789012/CloudTrail/eu-central-1/2026/10/0${day}/a.json.gz`;
const onDay = (day: number, id: string) => rootRecord(id, { eventTime: `2026-10-0${day}T08:00:00Z` });
/** A root request each on four days; a chain that is renewed late; a call whose session was issued in an earlier slice. */
const files: ReadonlyMap<string, readonly object[]> = new Map([
  [
    keyOf(1),
    [onDay(1, 'one'), session('first', '08:00:00', '09:00:00'), session('late', '09:10:00', '10:10:00')],
  ],
  [keyOf(3), [onDay(3, 'three'), onDay(3, 'three again'), record('sound')]],
  [keyOf(5), [onDay(5, 'five'), expiredRecord('expired', { eventTime: '2026-10-05T12:00:00Z' })]],
  [keyOf(7), [onDay(7, 'seven')]],
]);
const objects = [...files].map(([key, Records]) => ({ key, body: gzipSync(JSON.stringify({ Records })) }));
const store = {
  list: async () => ({
    objects: objects.map(({ key, body }) => ({ key, size: body.length, etag: undefined })),
    folders: [],
    next: undefined,
  }),
  read: async function* ({ key }: { readonly key: string }) {
    yield objects.find((object) => object.key === key)?.body ?? Buffer.alloc(0);
  },
};

const storeOf = () => store;
const timeLeft = () => 900_000;
let folder: MemoryRunFolder;
let listings: readonly ListedBatches[];

beforeEach(async () => {
  folder = memoryRunFolder();
  ({ listings } = await listTrail(
    {},
    { listings: [], after: '' },
    {
      ...{ folder, bucket, store, timeLeft, attempt: '0', currentBook: async () => bookOf() },
    },
  ));
});

async function read(): Promise<void> {
  for (const batch of batchNames(listings)) await readBatch(batch, { folder, storeOf });
}

/** The report, line by line, by as many slices as there are days. */
async function reported() {
  const { slices } = await planRun(folder, listings, { mostRecords: 1 });
  for (let slice = 0; slice < slices; slice++) await judgeSlice(folder, slice);
  const end = await reportRun(folder);
  const lines = gunzipSync(folder.files.get(fileNames.report) ?? '').toString();
  return {
    slices,
    end,
    lines: lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}

function auditOfAll() {
  const audit = new ArchiveAudit({ book: bookOf(), facts: noFacts });
  for (const [key, records] of files)
    for (const one of records) audit.read(`s3://${bucket}/${key}`, inArchive(one as never, ''));
  const none = { filesSkipped: [], filesIgnored: 0, withoutRecords: [], interrupted: false };
  return audit.report({ filesRead: files.size, ...none });
}

describe('the judging of a run', () => {
  it('makes the report of an audit of the whole, line by line, however many slices there are', async () => {
    await read();
    const { slices, end, lines } = await reported();
    const report = auditOfAll();
    expect(slices).toBe(4);
    expect(lines).toEqual(
      [...linesOf({ kind: 'audit', report: { ...report, paths: [`s3://${bucket}/`] } })].map((line) =>
        JSON.parse(JSON.stringify(line)),
      ),
    );
    expect(report.violations.map(({ subject }) => subject.eventId)).toContain('seven');
    expect(end).toEqual({
      report: 's3://archive/runs/run/report.jsonl.gz',
      violations: report.violations.length,
      filesRead: 4,
      filesSkipped: 0,
    });
  });

  it('puts what was judged of a slice in the place of what was before', async () => {
    await read();
    const { lines } = await reported();
    expect((await reported()).lines).toEqual(lines);
  });

  it('fails where a part is missing, and takes none of another run', async () => {
    folder.files.set('parts/0000009.gz', Buffer.from('no part'));
    await expect(planRun(folder, listings, {})).rejects.toThrow('parts/0000001-0-0000001.gz');
    for (const batch of batchNames(listings))
      await giveUpBatch(batch, 'Error', { folder, storeOf, timeLeft });
    const { end, lines } = await reported();
    expect(end).toMatchObject({ violations: 0, filesRead: 0, filesSkipped: 4 });
    expect(lines.at(-1).coverage.filesSkipped).toHaveLength(4);
  });

  it('fails where a part was read anew since it was planned', async () => {
    await read();
    await planRun(folder, listings, {});
    await giveUpBatch('0000001-0-0000001', 'Error', { folder, storeOf, timeLeft });
    await expect(judgeSlice(folder, 0)).rejects.toThrow('is another part than when the audit was planned');
  });

  it('fails where the result of a slice is missing', async () => {
    await read();
    const { slices } = await planRun(folder, listings, { mostRecords: 1 });
    for (let slice = 0; slice < slices; slice++) await judgeSlice(folder, slice);
    folder.files.delete(fileNames.sum(2));
    await expect(reportRun(folder)).rejects.toThrow('judged/0000002.json.gz');
  });
});
