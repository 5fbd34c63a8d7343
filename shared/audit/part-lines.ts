import { inflateStream } from '../archive/inflate-stream.ts';
import { textLines } from '../archive/text-lines.ts';
import type { TimeRange } from '../archive/time-range.ts';
import { UnreadableFileError } from '../archive/unreadable-file.ts';
import { NotJsonError, parseJson } from '../json/parse.ts';
import { type PartBlock, type PartEnd, type PartLine, UnfitPartError } from './audit-part.ts';
import type { ByteRange, PartSource } from './part-source.ts';

/**
 * The lines of the blocks of a part that may hold a record of some times; all without these. Throws {@link UnfitPartError}
 * where it is damaged, or there are not as many records as its end says.
 */
export async function* partLines(
  { name, open }: PartSource,
  { blocks }: PartEnd,
  times: TimeRange = {},
): AsyncGenerator<PartLine> {
  const { ranges, records } = rangesOf(blocks, times);
  let read = 0;
  for await (const texts of textsIn(name, bytesOf(open, ranges))) {
    for (const text of texts) {
      const line = lineOf(name, text);
      if ('record' in line) read++;
      yield line;
    }
  }
  if (read !== records)
    throw new UnfitPartError(`\`${name}\` is damaged: it holds ${read} records where it says ${records}`);
}

/** The first line of what may be a part. Throws {@link UnfitPartError} where it is none. */
export async function firstLine({ name, open }: PartSource): Promise<unknown> {
  for await (const [text] of textsIn(name, open())) if (text !== undefined) return lineOf(name, text);
  return undefined;
}

/** The bytes of ranges, of which the next one is asked for while one is read. */
async function* bytesOf(open: PartSource['open'], ranges: readonly ByteRange[]): AsyncGenerator<Buffer> {
  const [first, ...others] = ranges;
  let ahead = first && begin(open, first);
  try {
    for (const range of [...others, undefined]) {
      if (ahead === undefined) return;
      const { start, rest } = ahead;
      ahead = range && begin(open, range);
      const { value, done } = await start;
      if (done === true) continue;
      try {
        yield value;
        yield* rest;
      } finally {
        await rest.return();
      }
    }
  } finally {
    await ahead?.rest.return();
  }
}

/** Asks for the first bytes of a range. */
function begin(open: PartSource['open'], range: ByteRange) {
  const rest = piecesOf(open, range);
  const start = rest.next();
  // A fault is one when the range's turn has come.
  start.catch(() => undefined);
  return { start, rest };
}

async function* piecesOf(open: PartSource['open'], range: ByteRange): AsyncGenerator<Buffer, void> {
  yield* open(range);
}

function lineOf(name: string, text: string): PartLine {
  try {
    return parseJson(text) as PartLine;
  } catch (error) {
    throw error instanceof NotJsonError ? damaged(name, error) : error;
  }
}

async function* textsIn(
  name: string,
  bytes: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<string[]> {
  try {
    yield* textLines(inflateStream(bytes, 'gzip'));
  } catch (error) {
    throw error instanceof UnreadableFileError ? damaged(name, error) : error;
  }
}

function damaged(name: string, { message }: Error): UnfitPartError {
  return new UnfitPartError(`\`${name}\` is no part of an audit, or damaged: ${message}`);
}

/** Where the blocks lie; those side by side are read at once. */
function rangesOf(blocks: readonly PartBlock[], times: TimeRange): { ranges: ByteRange[]; records: number } {
  const ranges: ByteRange[] = [];
  let [at, records] = [0, 0];
  for (const block of blocks) {
    const { from: before = 0, to: start } = ranges.at(-1) ?? {};
    if (mayHold(block, times)) {
      records += block.records;
      if (start === at) ranges.pop();
      ranges.push({ from: start === at ? before : at, to: at + block.bytes });
    }
    at += block.bytes;
  }
  return { ranges, records };
}

/** Whether a block may hold a record of some times. */
export function mayHold({ records, first, last }: PartBlock, { from, to }: TimeRange): boolean {
  return records > 0 && (from === undefined || last >= from) && (to === undefined || first < to);
}
