import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { createGzip, gunzipSync, gzipSync } from 'node:zlib';
import { inflateStream } from '../../archive/inflate-stream.ts';
import { textLines } from '../../archive/text-lines.ts';
import { jsonLines } from '../../json/json-text.ts';
import type { RunFolder } from './run-folder.ts';

/** The name of something by its number, so that names are in the order of numbers. */
export function numbered(number: number): string {
  return String(number).padStart(7, '0');
}

/** The names of the files of a run. */
export const fileNames = {
  /** What the run goes by: a PinnedRun. */
  run: 'run.json.gz',
  batch: (batch: string) => `batches/${batch}.json.gz`,
  /** All batches, as a Distributed Map reads them, by the name of the listing that came to the end. */
  batches: (listing: string) => `batches/${listing}.json`,
  part: (name: string) => `parts/${name}.gz`,
  /** The slices, as a Distributed Map reads them. */
  slices: 'slices/all.json',
  slice: (number: number) => `slices/${numbered(number)}.json.gz`,
  terms: 'slices/terms.json.gz',
  whole: 'slices/whole.json.gz',
  sum: (slice: number) => `judged/${numbered(slice)}.json.gz`,
  violations: (slice: number) => `judged/${numbered(slice)}.violations.jsonl.gz`,
  refused: (slice: number) => `judged/${numbered(slice)}.refused.jsonl.gz`,
  report: 'report.jsonl.gz',
} as const;

/** What an execution that listed log files, for as long as it could, has cut. */
export interface ListedBatches {
  readonly name: string;
  readonly batches: number;
}

/** The name of a batch, by its number from 1 on in its listing. */
export function batchName(listing: string, number: number): string {
  return `${listing}-${numbered(number)}`;
}

/** The names of the batches of listings. */
export function batchNames(listings: readonly ListedBatches[]): string[] {
  return listings.flatMap(({ name, batches }) =>
    Array.from({ length: batches }, (_, index) => batchName(name, index + 1)),
  );
}

/** The name of the part that says what a listing left out. */
export function leftOutName(listing: string): string {
  return `${listing}-left-out`;
}

/** The files of the parts that a run comes to: none is missing, and none of another run or listing is among them. */
export function partFiles(listings: readonly ListedBatches[]): string[] {
  return [...batchNames(listings), ...listings.map(({ name }) => leftOutName(name))].map(fileNames.part);
}

/** Puts gzip of JSON. */
export async function putJson(folder: RunFolder, name: string, value: unknown): Promise<void> {
  await folder.put(name, gzipSync(JSON.stringify(value)));
}

/** What {@link putJson} has put. */
export async function getJson<Value>(folder: RunFolder, name: string): Promise<Value> {
  return JSON.parse(gunzipSync(await folder.get(name)).toString());
}

/** Writes values into a file of JSON lines. */
export type WriteLines = (values: Iterable<unknown>) => Promise<void>;

/** Puts gzip of JSON lines: together they may be longer than a text can be. */
export async function putLines(
  folder: RunFolder,
  name: string,
  fill: (write: WriteLines) => Promise<void>,
): Promise<void> {
  const gzip = createGzip();
  const compressed: Buffer[] = [];
  gzip.on('data', (bytes: Buffer) => compressed.push(bytes));
  const ended = finished(gzip);
  // Whoever writes is told of a fault.
  ended.catch(() => undefined);
  await fill(async (values) => {
    for (const line of jsonLines(values))
      if (!gzip.write(line)) await Promise.race([once(gzip, 'drain'), ended]);
  });
  gzip.end();
  await ended;
  await folder.put(name, Buffer.concat(compressed));
}

/** What {@link putLines} has put. */
export async function getLines<Value>(folder: RunFolder, name: string): Promise<Value[]> {
  const values: Value[] = [];
  for await (const lines of textLines(inflateStream([await folder.get(name)], 'gzip')))
    for (const line of lines) values.push(JSON.parse(line));
  return values;
}
