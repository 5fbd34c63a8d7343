import { describe, expect, it } from 'vitest';
import type { Found } from '../../shared/archive/found.ts';
import { ArchiveAudit } from '../../shared/audit/archive-audit.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { forms } from '../support/archive/forms.ts';
import { plainText, readForm } from '../support/archive/read-form.ts';
import { expiredRecord, record, rootRecord, session } from '../support/cli/audit-command.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';

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

function reportOf(found: readonly Found[]) {
  const audit = new ArchiveAudit({ book: bookOf(), facts: noFacts, sessions: true });
  for (const one of found) {
    if ('record' in one) audit.read('file', { place: one.place, item: { content: one.record } });
    if ('malformed' in one) audit.read('file', { place: one.place, item: one });
  }
  return audit.report({ filesRead: 1, filesSkipped: [], filesIgnored: 0, interrupted: false });
}

const [expected, ...others] = Object.entries(forms);

describe('every form in which people have CloudTrail', async () => {
  const native = reportOf(await readForm(expected?.[1](records) ?? ''));

  it('is compared with what has findings of every kind', () => {
    expect(native.coverage).toMatchObject({ recordsRead: records.length, recordsMalformed: 0 });
    expect(native.violations.length).toBeGreaterThan(2);
    expect(native.violations.map(({ status }) => status)).toContain('attempt');
    expect(native.sessions?.length).toBeGreaterThan(0);
  });

  it.each(others)('%s: the same findings with the same ids', async (_, make) => {
    expect(reportOf(await readForm(make(records)))).toEqual(native);
  });

  it.each(others)('%s, cut off: what is whole is found, and the damage is named', async (_, make) => {
    const text = plainText(make(records));
    const found = await readForm(text.slice(0, Math.floor(text.length * 0.63)));
    const ids = found.flatMap((one) => ('record' in one ? [one.record.eventID] : []));
    expect(records.map(({ eventID }) => eventID).slice(0, ids.length)).toEqual(ids);
    expect(found.filter((one) => 'malformed' in one).length).toBeGreaterThan(0);
  });

  it.each(others)('%s: one record alone', async (_, make) => {
    const one = records.slice(0, 1);
    expect(reportOf(await readForm(make(one)))).toEqual(reportOf(await readForm(expected?.[1](one) ?? '')));
  });
});
