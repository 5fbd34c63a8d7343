import { crc32, inflateRawSync } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { type ByteSource, bytesInMemory } from './byte-source.ts';
import { type FileTree, type ReadEntry, treeOf } from './file-tree.ts';
import { PackageBudget } from './package-budget.ts';
import { UnreadableFileError } from './unreadable-file.ts';

const stored = 0;
const deflated = 8;
/** Bytes, of what zlib takes. */
const smallestChunk = 64;

/**
 * Opens a zip archive that is held in memory, and the zips within it where they are asked for.
 * Throws {@link UnreadableFileError} where it is none, is truncated, leads out of itself, has two files of one path, or
 * passes a limit of the budget. A file that is encrypted, damaged or a bomb is refused when it is read, and hides no other.
 */
export function openZip(bytes: Buffer, budget: PackageBudget = new PackageBudget()): Promise<FileTree> {
  return openZipOf(bytesInMemory(bytes), budget);
}

/** The same for a zip archive that can be read from anywhere. `depth`: in how many zips it is, itself counted. */
export async function openZipOf(source: ByteSource, budget: PackageBudget, depth = 1): Promise<FileTree> {
  if (depth > budget.limits.nesting) throw new UnreadableFileError('zip archives are nested too deep');
  const entries = await entriesOf(source, budget);
  return treeOf(entries, (bytes) => openZipOf(bytesInMemory(bytes), budget, depth + 1));
}

async function entriesOf(source: ByteSource, budget: PackageBudget): Promise<Map<string, ReadEntry>> {
  const entries = new Map<string, ReadEntry>();
  try {
    const options = { autoClose: false, lazyEntries: true } as const;
    const zip = await fromRandomAccessReaderPromise(new SourceReader(source), source.size, options);
    budget.addZip(zip.entryCount);
    for await (const entry of zip.eachEntry()) {
      const path = entry.fileName;
      if (path.endsWith('/')) continue;
      if (entries.has(path)) throw new UnreadableFileError(`has two files of one path, \`${path}\``);
      budget.addFile(entry.uncompressedSize);
      entries.set(path, () => readEntry(entry, zip, source, budget));
    }
  } catch (error) {
    if (error instanceof UnreadableFileError) throw error;
    throw new UnreadableFileError(reasonOf(error));
  }
  return entries;
}

/** In the words of yauzl but for what people meet: its messages hold paths and numbers, never content. */
function reasonOf(error: unknown): string {
  const { message } = error as Error;
  return /^(?:End of central directory record|Invalid comment length)/.test(message)
    ? 'is no zip archive, or a truncated one'
    : `is no zip archive that can be read: ${message}`;
}

async function readEntry(
  entry: Entry,
  zip: ZipFile,
  source: ByteSource,
  budget: PackageBudget,
): Promise<Buffer> {
  const { compressedSize, compressionMethod, uncompressedSize } = entry;
  if (entry.isEncrypted()) throw new UnreadableFileError('is encrypted');
  if (compressionMethod !== stored && compressionMethod !== deflated)
    throw new UnreadableFileError('is compressed by a method that is not supported');
  budget.checkFile(uncompressedSize, compressedSize);
  const kept = source.read(await startOf(entry, zip), compressedSize);
  const bytes = compressionMethod === stored ? kept : inflated(kept, uncompressedSize);
  if (bytes.length !== uncompressedSize || crc32(bytes) !== entry.crc32) throw damaged();
  return bytes;
}

/** Where the bytes of a file begin: its local header says how long it is itself. */
async function startOf(entry: Entry, zip: ZipFile): Promise<number> {
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    return fileDataStart;
  } catch {
    throw damaged();
  }
}

/** No more comes out than the archive declares: one byte more shows that it lies. It is written where it stays. */
function inflated(bytes: Buffer, size: number): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: size + 1, chunkSize: Math.max(smallestChunk, size + 1) });
  } catch {
    throw damaged();
  }
}

function damaged(): UnreadableFileError {
  return new UnreadableFileError('is damaged or truncated');
}

/** Gives yauzl the bytes of a source at once: its own readers wait for each of the small reads of a directory. */
class SourceReader extends RandomAccessReader {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, count?: number) => void,
  ): void {
    callback(null, this.#source.read(position, length).copy(buffer, offset));
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }
}
