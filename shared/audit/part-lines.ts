import { inflateStream } from '../archive/inflate-stream.ts';
import { UnreadableFileError } from '../archive/unreadable-file.ts';
import { NotJsonError, parseJson } from '../json/parse.ts';
import { isObject } from '../json/value.ts';
import { type PartHeader, type PartLine, partFormat, partVersion, UnfitPartError } from './audit-part.ts';

/** A part, wherever it is kept. */
export interface PartSource {
  /** What it is called in errors. */
  readonly name: string;
  /** Its bytes, from the first on. */
  readonly open: () => AsyncIterable<Buffer> | Iterable<Buffer>;
}

const lineFeed = 0x0a;

/** The lines of a part, the header first. Throws {@link UnfitPartError} where it is none, of another version, or damaged. */
export async function* partLines({ name, open }: PartSource): AsyncGenerator<PartLine> {
  let isHeader = true;
  let isEnded = false;
  try {
    for await (const text of textLines(inflateStream(open(), 'gzip'))) {
      const line = parseJson(text) as PartLine;
      if (isHeader) checkHeader(line);
      isHeader = false;
      isEnded = 'passed' in line;
      yield line;
    }
  } catch (error) {
    const isDamage = error instanceof UnreadableFileError || error instanceof NotJsonError;
    if (!isDamage || error instanceof UnfitPartError) throw error;
    throw new UnfitPartError(`\`${name}\` is no part of an audit, or damaged: ${error.message}`);
  }
  if (!isEnded) throw new UnfitPartError(`\`${name}\` is cut off, or no part of an audit`);

  function checkHeader(line: unknown): asserts line is PartHeader {
    const { format, version }: Record<string, unknown> = isObject(line) ? line : {};
    if (format !== partFormat) throw new UnfitPartError(`\`${name}\` is no part of an audit`);
    if (version !== partVersion)
      throw new UnfitPartError(
        `\`${name}\` is of version ${String(version)}, expected ${partVersion}: make it again with this program`,
      );
  }
}

async function* textLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(lineFeed); end !== -1; end = piece.indexOf(lineFeed, start)) {
      yield Buffer.concat([...rest, piece.subarray(start, end)]).toString();
      rest = [];
      start = end + 1;
    }
    if (start < piece.length) rest.push(Buffer.from(piece.subarray(start)));
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString();
}
