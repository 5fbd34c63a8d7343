import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { counted } from '../json/counted.ts';
import { bytesInMemory } from './byte-source.ts';
import { type Content, peek, piecesOf, transcoded, wholeOf } from './content.ts';
import { contentKind, headBytes } from './content-kind.ts';
import { isCsvHeader } from './csv-header.ts';
import { descend, descendItem, descendRow, descendText, emptyList } from './descend.ts';
import type { Aside, Found } from './found.ts';
import { GzipReader } from './gzip-reader.ts';
import { inflateStream } from './inflate-stream.ts';
import type { Compression } from './inflater.ts';
import { JsonSplitter } from './json-splitter.ts';
import { kindByMagic } from './kinds-by-magic.ts';
import { openContent, streamed } from './open-content.ts';
import { openZipOf } from './open-zip.ts';
import { PackageBudget } from './package-budget.ts';
import type { BatchWriter } from './record-batch.ts';
import { RecordScanner } from './record-scanner.ts';
import { releaseBytes } from './release-bytes.ts';
import { StoppedError } from './stopped-error.ts';
import { UnreadableFileError } from './unreadable-file.ts';

/** Bytes of a text within which it is read to its end though the reading is to stop. */
const soonRead = 1024 * 1024;
/** Archives and compressions within one another. */
const deepest = 4;
/** Faults of a file after which it is given up: somebody gave something else. */
const mostFaults = 100_000;
const emptyFile: Aside = { kind: 'empty file', treatment: 'empty' };
const nothing = Buffer.alloc(0);
const openingBrace = 0x7b;
const quote = 0x22;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

export interface ReaderOptions {
  readonly batch: BatchWriter;
  /** Takes the batch when it is full; reading goes on when that is done. */
  readonly flush: () => Promise<void>;
  /** Bytes that one document, line or packed file may have once it is decompressed. */
  readonly mostBytes: number;
  /** Whether the reading is to end, which is asked between pieces: then StoppedError is thrown. */
  readonly isStopped?: () => boolean;
  /** Whether no record is passed over without being parsed. */
  readonly wantsAll?: boolean;
}

type Pieces = Iterable<Buffer> | AsyncIterable<Buffer>;
type StopAt = (fault: UnreadableFileError) => void;

/** Where a content is: in which archives, and by which name, with a comma at the end. */
interface Place {
  readonly depth: number;
  readonly prefix: string;
}

/**
 * Reads archives in whatever form: decompresses, unpacks, decodes, and takes records out of what is text. What it finds goes
 * into a batch. One reader reads one file at a time.
 */
export class ArchiveReader {
  readonly #options: ReaderOptions;
  readonly #scanner: RecordScanner;
  readonly #gzip = new GzipReader();
  /** Whether its memory is in use: there is gzip within gzip. */
  #isGzipBusy = false;
  #faults = 0;
  /** Of the records that the scanner passed over: how many are in the batch. */
  #passed = 0;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#scanner = new RecordScanner(options.wantsAll);
  }

  /** Throws {@link UnreadableFileError} where the file cannot be read to its end; what came before is in the batch. */
  async readFile(path: string | Buffer, isFile = false): Promise<void> {
    await this.#readTop(openContent(path, isFile));
  }

  /** The same for bytes, whose memory is given back. */
  async readBytes(bytes: Buffer): Promise<void> {
    await this.#readTop(bytes);
  }

  /** The same for a stream. */
  async readStream(stream: NodeJS.ReadableStream): Promise<void> {
    await this.#readTop(streamed(stream));
  }

  async #readTop(content: Content): Promise<void> {
    this.#faults = 0;
    await this.#read(content, { depth: 0, prefix: '' });
    if (Buffer.isBuffer(content)) releaseBytes(content);
  }

  async #read(unread: Content, place: Place): Promise<void> {
    const { head, content } = Buffer.isBuffer(unread)
      ? { head: unread.subarray(0, headBytes), content: unread }
      : await peek(unread, headBytes);
    const kind = contentKind(head);
    if (kind === 'text') return this.#readText(head, content, place);
    if (place.depth === deepest)
      throw new UnreadableFileError(`has more than ${deepest} compressions and archives within one another`);
    const inside = { ...place, depth: place.depth + 1 };
    if (kind === 'zip') return this.#readZip(content, inside);
    if (kind === 'tar') return this.#readTar(content, inside);
    if (kind === 'gzip' || kind === 'zstandard') return this.#readCompressed(content, kind, inside);
    return this.#read(transcoded(content, kind), inside);
  }

  async #readCompressed(content: Content, kind: Compression, place: Place): Promise<void> {
    if (!Buffer.isBuffer(content) || kind !== 'gzip' || this.#isGzipBusy)
      return this.#read(inflateStream(piecesOf(content), kind), place);
    this.#isGzipBusy = true;
    try {
      await this.#readLent(this.#gzip.read(content), place);
    } finally {
      this.#isGzipBusy = false;
    }
  }

  /** Pieces that are lent go to who reads them one by one; others get copies. */
  async #readLent(pieces: Generator<Buffer, void>, place: Place): Promise<void> {
    const { value: first = nothing } = pieces.next();
    if (isPlainJson(first))
      await this.#readJson((stopAt) => upToFault(joined(first, pieces), stopAt), place.prefix);
    else await this.#read(copied(joined(first, pieces)), place);
  }

  async #readZip(content: Content, place: Place): Promise<void> {
    const bytes = await wholeOf(content, this.#options.mostBytes, () => refuseLarge(this.#options.mostBytes));
    const { paths, read } = await openZipOf(bytesInMemory(bytes), new PackageBudget());
    for (const path of paths) await this.#readEntry(path, place, async () => Buffer.from(await read(path)));
  }

  async #readTar(content: Content, place: Place): Promise<void> {
    const { extract } = await import('tar-stream');
    const entries = extract();
    const fed = pipeline(Readable.from(piecesOf(content)), entries);
    // Where it fails, the entries fail too.
    fed.catch(() => undefined);
    try {
      for await (const entry of entries) {
        const { name, type } = entry.header;
        if (type === 'file' || type === 'contiguous-file')
          await this.#readEntry(name, place, async () => streamed(entry));
        entry.resume();
      }
      await fed;
    } catch (error) {
      throw error instanceof UnreadableFileError ? error : damagedTar(error);
    }
  }

  /** A file within an archive that cannot be read hides no other. */
  async #readEntry(name: string, { depth, prefix }: Place, open: () => Promise<Content>): Promise<void> {
    const place = { depth, prefix: `${prefix}${name.replaceAll(/\s/g, ' ')}, ` };
    const { batch } = this.#options;
    const before = batch.met;
    try {
      await this.#read(await open(), place);
      if (batch.met === before) batch.aside(emptyFile, name);
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      batch.skip(`${prefix}${name}`, error.message);
    }
  }

  async #readText(head: Buffer, content: Content, { prefix }: Place): Promise<void> {
    const aside = kindByMagic(head);
    if (aside !== undefined) this.#options.batch.aside(aside, prefix);
    else if (isCsvHeader(firstLineOf(head))) await this.#readCsv(content, prefix);
    else await this.#readJson((stopAt) => textOf(content, stopAt), prefix);
  }

  async #readCsv(content: Content, prefix: string): Promise<void> {
    const { csvRows } = await import('./csv-rows.ts');
    for await (const row of csvRows(piecesOf(content))) {
      const place = `${prefix}line ${row.line}`;
      if ('row' in row) this.#addAll(descendRow(row.row, place));
      else this.#addFault(row.malformed, place);
      if (this.#options.batch.isFull) await this.#options.flush();
    }
  }

  async #readJson(open: (stopAt: StopAt) => Pieces, prefix: string): Promise<void> {
    const { batch, flush, mostBytes, isStopped = () => false } = this.#options;
    const parts = {
      record: (json: string, place: string) => batch.record(json, `${prefix}${place}`),
      value: (value: unknown, place: string, isItem: boolean) =>
        this.#addAll((isItem ? descendItem : descend)(value, `${prefix}${place}`)),
      line: (text: string, place: string) => this.#addAll(descendText(text, `${prefix}${place}`)),
      malformed: (reason: string, place: string) => this.#addFault(reason, `${prefix}${place}`),
    };
    const splitter = new JsonSplitter(this.#scanner, parts, mostBytes);
    let bytes = 0;
    let fault: UnreadableFileError | undefined;
    const stopAt = (error: UnreadableFileError) => {
      fault = error;
    };
    try {
      for await (const piece of open(stopAt)) {
        if (bytes > soonRead && isStopped()) throw new StoppedError();
        bytes += piece.length;
        splitter.push(piece);
        if (!batch.isFull) continue;
        this.#countPassed();
        await flush();
      }
      endText(splitter, fault);
    } finally {
      this.#countPassed();
      batch.openLists(splitter.lists);
      this.#scanner.reset();
      this.#passed = 0;
    }
  }

  #countPassed(): void {
    const { passed, times } = this.#scanner;
    this.#options.batch.passOver(passed - this.#passed, times);
    this.#passed = passed;
  }

  #addAll(found: Iterable<Found>): void {
    for (const one of found) {
      if ('malformed' in one) this.#addFault(one.malformed, one.place);
      else if ('aside' in one && one.aside === emptyList) this.#options.batch.openLists(1);
      else this.#options.batch.add(one);
    }
  }

  #addFault(reason: string, place: string): void {
    this.#options.batch.malformed(reason, place);
    if (++this.#faults > mostFaults)
      throw new UnreadableFileError(
        `has more than ${counted(mostFaults, 'malformed record')}: it was given up`,
      );
  }
}

function refuseLarge(mostBytes: number): never {
  throw new UnreadableFileError(
    `is a zip archive of more than ${counted(mostBytes, 'byte')} (raise --max-file-size)`,
  );
}

function damagedTar(error: unknown): UnreadableFileError {
  return new UnreadableFileError(
    `is a tar archive that is damaged or truncated: ${(error as Error).message}`,
  );
}

/** Whether a content begins as CloudTrail's own files do: it is JSON, and nothing else has to be tried. */
function isPlainJson(first: Buffer): boolean {
  return (
    first[0] === openingBrace && first[1] === quote && contentKind(first.subarray(0, headBytes)) === 'text'
  );
}

function* joined(first: Buffer, others: Iterable<Buffer>): Generator<Buffer> {
  if (first.length > 0) yield first;
  yield* others;
}

async function* copied(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}

function firstLineOf(head: Buffer): string {
  const end = head.indexOf('\n');
  return head.toString('utf8', 0, end === -1 ? head.length : end);
}

/** Without the byte order mark of UTF-8; what comes piece by piece, up to a fault. */
function textOf(content: Content, stopAt: StopAt): Pieces {
  if (!Buffer.isBuffer(content)) return upToLateFault(withoutMark(content), stopAt);
  const isMarked = content.subarray(0, byteOrderMark.length).equals(byteOrderMark);
  return piecesOf(isMarked ? content.subarray(byteOrderMark.length) : content);
}

/** The pieces that come before their source fails; then `stopAt` gets to know why. */
function* upToFault(pieces: Iterable<Buffer>, stopAt: StopAt): Generator<Buffer> {
  try {
    yield* pieces;
  } catch (error) {
    stopAt(faultIn(error));
  }
}

async function* upToLateFault(pieces: AsyncIterable<Buffer>, stopAt: StopAt): AsyncGenerator<Buffer> {
  try {
    yield* pieces;
  } catch (error) {
    stopAt(faultIn(error));
  }
}

/** Throws what is no fault of the file. */
function faultIn(error: unknown): UnreadableFileError {
  if (error instanceof UnreadableFileError) return error;
  throw error;
}

/** Ends a text. Where that is because of a fault it is thrown, and not that the text therefore ends too early. */
function endText(splitter: JsonSplitter, fault: UnreadableFileError | undefined): void {
  try {
    splitter.end();
  } catch (error) {
    throw fault !== undefined && error instanceof UnreadableFileError ? fault : error;
  }
  if (fault !== undefined) throw fault;
}

async function* withoutMark(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { head, content: whole } = await peek(content, byteOrderMark.length);
  let skipped = head.equals(byteOrderMark) ? byteOrderMark.length : 0;
  for await (const piece of piecesOf(whole)) {
    yield skipped === 0 ? piece : piece.subarray(skipped);
    skipped = 0;
  }
}
