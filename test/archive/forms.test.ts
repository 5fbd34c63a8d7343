import { describe, expect, it } from 'vitest';
import { forms } from '../support/archive/forms.ts';
import { audit, expiredRecord, record, rootRecord, session } from '../support/cli/audit-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const id = (index: number) => `11111111-2222-4333-8444-${String(index).padStart(12, '0')}`;
/** A session, the next of its chain, one by root, one refused, one call with expired credentials, one of no concern. */
const records = [
  record(id(1)),
  session(id(2), '08:30:00', '09:30:00'),
  session(id(3), '09:50:00', '10:50:00'),
  rootRecord(id(4)),
  rootRecord(id(5), {
    errorCode: 'AccessDenied',
    errorMessage:
      'User: arn:aws:iam::123456789012:root is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/redshift-stage {"eventName": "AssumeRole"}',
    requestParameters: null,
    responseElements: null,
  }),
  expiredRecord(id(6)),
  record(id(7), {
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    requestParameters: { key: 'a, b=c' },
  }),
];

/** What the command reports of a file in a form, but for its names. */
async function reportOn(content: string | Buffer) {
  const folder = await temporaryFolder();
  const { report } = await audit(['--sessions', await folder.write('export', content)]);
  const { withoutRecords: _, ...coverage } = report.coverage;
  return { ...report, coverage, paths: [] };
}

const [expected, ...others] = Object.entries(forms);

describe('every form in which people have CloudTrail', () => {
  const expectedOf = (some: typeof records) => reportOn(expected?.[1](some) ?? '');

  it('is compared with what has findings of every kind', async () => {
    const native = await expectedOf(records);
    expect(native.coverage).toMatchObject({ recordsRead: records.length, recordsMalformed: 0 });
    expect(native.violations.length).toBeGreaterThan(2);
    expect(native.violations.map(({ status }) => status)).toContain('attempt');
    expect(native.sessions?.length).toBeGreaterThan(0);
  });

  it.each(others)('%s: the same findings with the same ids', async (_, make) => {
    expect(await reportOn(make(records))).toEqual(await expectedOf(records));
  });

  it.each(others)('%s, cut off: the damage is named, and what came before it is judged', async (_, make) => {
    const bytes = Buffer.from(make(records));
    const folder = await temporaryFolder();
    const path = await folder.write('export', bytes.subarray(0, Math.floor(bytes.length * 0.63)));
    const { code, report } = await audit([path]);
    const { violations } = await expectedOf(records);
    const known = new Set(violations.map(({ id: violation }) => violation));
    expect(code).toBe(2);
    expect(report.violations.filter(({ id: violation }) => !known.has(violation))).toEqual([]);
    const { filesSkipped, recordsMalformed } = report.coverage;
    expect(filesSkipped.length + recordsMalformed).toBeGreaterThan(0);
  });

  it.each(others)('%s: one record alone', async (_, make) => {
    const one = records.slice(0, 1);
    expect(await reportOn(make(one))).toEqual(await expectedOf(one));
  });
});
