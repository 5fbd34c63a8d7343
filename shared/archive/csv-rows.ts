import { parse } from 'csv-parse/sync';
import { counted } from '../json/counted.ts';
import type { Fields } from '../json/value.ts';
import { CsvRowBounds, type RowPart } from './csv-row-bounds.ts';

const comma = 0x2c;
const newline = 0x0a;
const quote = 0x22;
/** What parts the fields of a row: comma, semicolon or tab. */
const delimiters = [comma, 0x3b, 0x09];
/** As much is looked at to know what parts the fields. */
const mostHeaderBytes = 64 * 1024;
/** A row holds one record, and a record has less than one mebibyte (CloudTrail User Guide, quotas). */
const mostRowBytes = 16 * 1024 * 1024;

/** A row: its columns’ texts by their names, or what is wrong with it; and the line on which it begins. */
export type CsvRow =
  | { readonly line: number; readonly row: Fields }
  | { readonly line: number; readonly malformed: string };

/**
 * Reads a CSV file with a header (RFC 4180, also with semicolons or tabs) as its bytes come, a few rows at a time: quotes,
 * doubled quotes and newlines in fields, a byte order mark. A damaged row is told and its neighbours are read.
 */
export async function* csvRows(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<CsvRow> {
  let reader: RowReader | undefined;
  let beginning: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    beginning = reader === undefined ? Buffer.concat([beginning, chunk]) : chunk;
    if (reader === undefined && beginning.length < mostHeaderBytes && !beginning.includes(newline)) continue;
    reader ??= new RowReader(delimiterOf(beginning));
    yield* reader.push(beginning);
  }
  if (reader === undefined) {
    reader = new RowReader(delimiterOf(beginning));
    yield* reader.push(beginning);
  }
  yield* reader.finish();
}

class RowReader {
  readonly #delimiter: number;
  readonly #bounds: CsvRowBounds;
  #header: readonly string[] | undefined;

  constructor(delimiter: number) {
    this.#delimiter = delimiter;
    this.#bounds = new CsvRowBounds(delimiter, mostRowBytes);
  }

  *push(bytes: Buffer): Generator<CsvRow> {
    for (const part of this.#bounds.push(bytes)) yield* this.#read(part);
  }

  *finish(): Generator<CsvRow> {
    for (const part of this.#bounds.finish()) yield* this.#read(part);
  }

  *#read({ rows, line, malformed }: RowPart): Generator<CsvRow> {
    if (malformed !== undefined) yield { line, malformed: `not CSV: ${malformed}` };
    let at = line;
    for (const { fields, lines } of this.#parsed(rows)) {
      yield* this.#row(fields, at);
      at = line + lines;
    }
  }

  #parsed(rows: Buffer): { fields: string[]; lines: number }[] {
    const parsed = parse(rows, {
      bom: this.#header === undefined,
      delimiter: String.fromCharCode(this.#delimiter),
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return parsed.map(({ record, info }) => ({ fields: record, lines: info.lines }));
  }

  *#row(fields: string[], line: number): Generator<CsvRow> {
    if (fields.length === 1 && fields[0] === '') return;
    if (this.#header === undefined) this.#header = fields;
    else if (fields.length === this.#header.length) yield { line, row: this.#named(fields, this.#header) };
    else {
      const [got, expected] = [counted(fields.length, 'field'), counted(this.#header.length, 'column')];
      yield { line, malformed: `not CSV: the row has ${got}, the header ${expected}` };
    }
  }

  #named(fields: readonly string[], header: readonly string[]): Fields {
    return Object.fromEntries(header.map((name, index) => [name, fields[index]]));
  }
}

/** The delimiter that the first line has most of, outside quotes. */
function delimiterOf(bytes: Buffer): number {
  const counts = new Map<number, number>();
  let isQuoted = false;
  for (const byte of bytes) {
    if (byte === quote) isQuoted = !isQuoted;
    if (byte === newline && !isQuoted) break;
    if (!isQuoted && delimiters.includes(byte)) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? comma;
}
