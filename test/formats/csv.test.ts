import { read, utils, type WorkSheet } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import { violationOf } from '../support/findings/violations.ts';
import { hostile } from '../support/formats/hostile.ts';
import { auditOf, checkOf, rendered, submissionViolation } from '../support/formats/results.ts';

/** The sheet that a spreadsheet's reader makes of a text. */
function sheetOf(csv: string): WorkSheet {
  const { Sheets, SheetNames } = read(csv, { type: 'string', cellFormula: true, raw: false });
  return Sheets[SheetNames[0] ?? ''] as WorkSheet;
}

/** Its rows, as texts by the names of their columns. */
function rowsOf(csv: string): Record<string, unknown>[] {
  return utils.sheet_to_json(sheetOf(csv), { raw: true });
}

function formulasIn(csv: string): unknown[] {
  return Object.values(sheetOf(csv)).filter((cell) => cell?.f !== undefined);
}

describe('csv, as a spreadsheet reads it', () => {
  it('has a finding a row', () => {
    const [row, ...others] = rowsOf(rendered('csv', auditOf([violationOf('a'), violationOf('b')])));
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      severity: 'critical',
      status: 'violation',
      rule: 'no-root-credentials',
      message: 'message b',
      occurrences: 2,
      requester: 'arn:aws:iam::123456789012:root',
      role: 'arn:aws:iam::123456789012:role/redshift-stage',
      fix: 'Use an IAM user.',
    });
    expect(row?.id).toMatch(/^f1-/);
  });

  it('says where in a file', () => {
    const [row] = rowsOf(rendered('csv', checkOf([submissionViolation('a')])));
    expect(row).toMatchObject({
      file: 'tasks/nightly.json',
      line: 7,
      pointer: '/sources/0',
      task: 'nightly',
    });
  });

  it('has its head alone where there are no findings', () => {
    expect(rendered('csv', auditOf([])).split('\r\n')).toEqual([expect.stringMatching(/^severity,/), '']);
  });

  it.each(hostile)('takes %s for no formula, in one cell', (_, text) => {
    const csv = rendered('csv', auditOf([violationOf('a', { message: text })]));
    expect(formulasIn(csv)).toEqual([]);
    const rows = rowsOf(csv);
    expect(rows).toHaveLength(1);
    // Spreadsheets differ in what they take for one: all that might be has the apostrophe.
    const mark = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(plain(text)) ? "'" : '';
    expect(rows[0]?.message).toBe(mark + plain(text));
  });

  it('would have formulas without the apostrophe', () => {
    const [, formula = ''] = hostile[0] ?? [];
    const csv = rendered('csv', auditOf([violationOf('a', { message: formula })]));
    expect(formulasIn(csv.replace('"\'=', '"='))).toHaveLength(1);
  });

  it('shortens what fits into no cell', () => {
    const [row] = rowsOf(rendered('csv', auditOf([violationOf('a', { message: 'x'.repeat(40_000) })])));
    expect(String(row?.message)).toHaveLength(32_001);
  });
});

/** A text as it is printed: what could not be is replaced. */
function plain(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]|(?<=##)\[/gu, '\ufffd');
}
