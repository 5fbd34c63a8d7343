import { gunzipSync } from 'node:zlib';
import { isCsvHeader } from '../../../shared/archive/csv-header.ts';
import { csvRows } from '../../../shared/archive/csv-rows.ts';
import { descend, descendRow, descendText } from '../../../shared/archive/descend.ts';
import type { Found } from '../../../shared/archive/found.ts';
import { jsonEnd } from '../../../shared/json/json-end.ts';

/** What a descent comes to from a file’s bytes: a document, or units of lines, or rows. */
export async function readForm(content: string | Buffer): Promise<Found[]> {
  const text = plainText(content);
  if (isCsvHeader(text.slice(0, text.indexOf('\n') + 1))) return readRows(text);
  const document = parsed(text);
  if (document !== undefined) return [...descend(document.value, '')];
  return unitsOf(text).flatMap(({ unit, line }) => [...descendText(unit, `line ${line}`)]);
}

/** A file’s content once it is decompressed. */
export function plainText(content: string | Buffer): string {
  const bytes = Buffer.from(content);
  return (bytes.readUInt16BE(0) === 0x1f8b ? gunzipSync(bytes) : bytes).toString('utf8');
}

async function readRows(text: string): Promise<Found[]> {
  const found: Found[] = [];
  for await (const row of csvRows(chunksOf(text))) {
    const place = `line ${row.line}`;
    if ('row' in row) found.push(...descendRow(row.row, place));
    else found.push({ place, malformed: row.malformed });
  }
  return found;
}

async function* chunksOf(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Lines, and those behind them as long as an object that they begin is not closed. */
function unitsOf(text: string): { unit: string; line: number }[] {
  const units: { unit: string; line: number }[] = [];
  let open = '';
  let begun = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (open === '') begun = index + 1;
    open = open === '' ? line : `${open}\n${line}`;
    if (open.trim() === '') open = '';
    else if (!open.includes('{') || jsonEnd(open, open.indexOf('{')) !== -1) {
      units.push({ unit: open, line: begun });
      open = '';
    }
  }
  if (open !== '') units.push({ unit: open, line: begun });
  return units;
}
