import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvRow, csvRows } from '../../shared/archive/csv-rows.ts';

/** The rows of a text that comes in chunks of a size. */
async function rowsOf(text: string | Buffer, size = 7): Promise<CsvRow[]> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const rows: CsvRow[] = [];
  for await (const row of csvRows(chunks())) rows.push(row);
  return rows;
}
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe('csvRows', () => {
  it('reads quotes, doubled quotes, newlines and a byte order mark', async () => {
    expect(await rowsOf('\ufeff"a",b\r\n1,"x\ny ""q"", z"\r\n\r\n2,\r\n')).toEqual([
      { line: 2, row: { a: '1', b: 'x\ny "q", z' } },
      { line: 5, row: { a: '2', b: '' } },
    ]);
  });

  it.each([';', '\t', ','])('reads what is parted by %j', async (delimiter) => {
    const text = ['eventName;eventTime', '"a, b";c'].join('\n').replaceAll(';', delimiter);
    expect(await rowsOf(text)).toEqual([
      { line: 2, row: { eventName: 'a, b'.replaceAll(';', delimiter), eventTime: 'c' } },
    ]);
  });

  it('names a row of the wrong length and reads its neighbours', async () => {
    expect(await rowsOf('a,b\n1,2\n1,2,3\n3\n5,6\n')).toEqual([
      { line: 2, row: { a: '1', b: '2' } },
      { line: 3, malformed: 'not CSV: the row has 3 fields, the header 2 columns' },
      { line: 4, malformed: 'not CSV: the row has 1 field, the header 2 columns' },
      { line: 5, row: { a: '5', b: '6' } },
    ]);
  });

  it('names a quote that is not closed, and reads the lines behind it', async () => {
    expect(await rowsOf('a,b\n1,2\n3,"4\n5,6\n7,8')).toEqual([
      { line: 2, row: { a: '1', b: '2' } },
      { line: 3, malformed: 'not CSV: a quote is not closed' },
      { line: 4, row: { a: '5', b: '6' } },
      { line: 5, row: { a: '7', b: '8' } },
    ]);
  });

  it('takes quotes within a field for text', async () => {
    expect(await rowsOf('a,b\n1"x,2\n3,4\n')).toEqual([
      { line: 2, row: { a: '1"x', b: '2' } },
      { line: 3, row: { a: '3', b: '4' } },
    ]);
  });

  it('gives up on a row that is larger than a row can be, and reads the lines behind it', async () => {
    const text = `a,b\n1,"${'x'.repeat(17 * 1024 * 1024)}\n3,4\n`;
    expect(await rowsOf(text, 1024 * 1024)).toEqual([
      { line: 2, malformed: 'not CSV: the row is larger than a row can be' },
      { line: 3, row: { a: '3', b: '4' } },
    ]);
  });

  it('does not read on and on where no row ends', async () => {
    const rows = await rowsOf(`a,b\n${'x"y,"z\n'.repeat(200_000)}`, 64 * 1024);
    expect(rows.length).toBeLessThan(30);
    expect(rows.at(-1)).toEqual({ line: 21, malformed: 'not CSV: a quote is not closed' });
  });

  it('has nothing to tell of an empty file', async () => {
    expect(await rowsOf('')).toEqual([]);
    expect(await rowsOf('a,b\n')).toEqual([]);
  });

  it('keeps a column whatever its name', async () => {
    const [found] = await rowsOf('__proto__,constructor\n1,2\n');
    expect(Object.entries(found !== undefined && 'row' in found ? found.row : {})).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it('reads what was written, wherever the chunks end', async () => {
    const field = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r\n', ' ', '{', 'ü'),
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(field, field), { maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        async (rows, size) => {
          const text = `one,two\n${rows.map((row) => `${row.map(quoted).join(',')}\n`).join('')}`;
          const read = await rowsOf(text, size);
          expect(read.map((found) => ('row' in found ? [found.row.one, found.row.two] : found))).toEqual(
            rows,
          );
        },
      ),
    );
  });
});
