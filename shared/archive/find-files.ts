import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ArchiveFile } from './file-reading.ts';
import type { FileSource, Told } from './file-source.ts';
import { LeavingOut } from './left-out.ts';
import { unreadable } from './read-file.ts';
import type { TimeRange } from './time-range.ts';

/** What stands in a name for bytes that are no UTF-8. */
const replacement = '\ufffd';
const slash = Buffer.from('/');

/**
 * Finds the files at paths, folders with all that is in them, in path order. Names say nothing: every regular file counts,
 * once, however many links and paths lead to it. Nothing of what was found is kept: a year of a trail has millions of files.
 */
export class FileFinder implements FileSource {
  /** Files and folders that cannot be read. */
  readonly skipped: Told[] = [];
  /** What lies in folders and is no file: a socket, a named pipe. */
  readonly ignored: Told[] = [];
  /** What lies in folders of other days than those that are wanted. */
  readonly leftOut: LeavingOut;
  readonly #paths: readonly string[];
  /** Real paths of folders, see {@link realPathOf}: links lead back. */
  readonly #folders = new Set<string>();
  /** Real paths of files that were named, or that a link leads to. */
  readonly #files = new Set<string>();

  /** Files and folders so far, those too that had come before. */
  #met = 0;

  /** `paths`: of files and folders; `-` is standard input. `times`: of the events that are wanted. */
  constructor(paths: readonly string[], times?: TimeRange) {
    this.#paths = paths;
    this.leftOut = new LeavingOut(times);
  }

  /** The files one by one; {@link skipped} and {@link ignored} grow meanwhile. */
  *find(): Generator<ArchiveFile> {
    for (const path of this.#paths) yield* this.at(path);
  }

  /** The same of one path. */
  *at(path: string): Generator<ArchiveFile> {
    const before = this.#met + this.skipped.length;
    const file = { path, named: path };
    if (path === '-') yield this.#counted(file);
    else yield* this.#guarded(file, (one) => this.#visit(one));
    if (this.#met + this.skipped.length === before) this.skipped.push({ path, reason: 'holds no file' });
  }

  /** What was named, or what a link leads to. */
  *#visit(file: ArchiveFile): Generator<ArchiveFile> {
    const info = statSync(pathOf(file));
    if (info.isDirectory()) {
      yield* this.#visitFolder(file);
      return;
    }
    const real = realPathOf(file);
    const isKnown = this.#files.has(real) || this.#folders.has(dirname(real));
    this.#files.add(real);
    if (isKnown || this.leftOut.file(dirname(real))) this.#met++;
    else yield this.#counted(file);
  }

  *#visitFolder(folder: ArchiveFile): Generator<ArchiveFile> {
    const real = realPathOf(folder);
    if (this.#folders.has(real)) {
      this.#met++;
      return;
    }
    const entries = entriesOf(folder);
    this.#folders.add(real);
    for (const entry of entries) {
      const file = within(folder, entry);
      if (entry.isFile()) yield* this.#visitFile({ ...file, isFile: true }, real, entry.name);
      else if (entry.isDirectory()) yield* this.#guarded(file, (one) => this.#visitFolder(one));
      else if (entry.isSymbolicLink()) yield* this.#guarded(file, (one) => this.#visitLink(one));
      else this.ignored.push({ path: file.path, reason: kindOf(entry) });
    }
  }

  *#visitFile(file: ArchiveFile, folder: string, name: string | Buffer): Generator<ArchiveFile> {
    const isKnown = this.#files.size > 0 && this.#files.has(join(folder, latin1Of(name)));
    if (isKnown || this.leftOut.file(folder)) this.#met++;
    else yield this.#counted(file);
  }

  /** A link in a folder to a pipe or device is not opened: that may wait for ever. */
  *#visitLink(file: ArchiveFile): Generator<ArchiveFile> {
    const info = statSync(pathOf(file));
    if (info.isFile() || info.isDirectory()) yield* this.#visit(file);
    else this.ignored.push({ path: file.path, reason: kindOf(info) });
  }

  *#guarded(file: ArchiveFile, visit: (file: ArchiveFile) => Generator<ArchiveFile>): Generator<ArchiveFile> {
    try {
      yield* visit(file);
    } catch (error) {
      this.skipped.push({ path: file.path, reason: unreadable(error).message });
    }
  }

  #counted(file: ArchiveFile): ArchiveFile {
    this.#met++;
    return file;
  }
}

function pathOf({ path, rawPath }: ArchiveFile): string | Buffer {
  return rawPath === undefined ? path : Buffer.from(rawPath);
}

/** The path without links, a character a byte: names that are no UTF-8 stay apart. */
function realPathOf(file: ArchiveFile): string {
  return realpathSync.native(pathOf(file), 'buffer').toString('latin1');
}

function latin1Of(name: string | Buffer): string {
  return Buffer.from(name).toString('latin1');
}

/** In the order of their names; with the bytes of names that are no UTF-8. */
function entriesOf(folder: ArchiveFile): Dirent<string | Buffer>[] {
  const entries = readdirSync(pathOf(folder), { withFileTypes: true });
  const isText = folder.rawPath === undefined && entries.every(({ name }) => !name.includes(replacement));
  if (isText) return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  const raw = readdirSync(pathOf(folder), { withFileTypes: true, encoding: 'buffer' });
  return raw.sort((one, other) => Buffer.compare(one.name, other.name));
}

function within(folder: ArchiveFile, { name }: Dirent<string | Buffer>): ArchiveFile {
  const path = join(folder.path, name.toString());
  const { named } = folder;
  if (typeof name === 'string') return { path, named };
  return { path, named, rawPath: Buffer.concat([Buffer.from(folder.rawPath ?? folder.path), slash, name]) };
}

function kindOf(entry: Pick<Dirent, 'isSocket' | 'isFIFO'>): string {
  if (entry.isSocket()) return 'socket';
  return entry.isFIFO() ? 'named pipe' : 'device';
}
