import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

const archiveName = /\.(json|jsonl)(\.gz|\.zst)?$/i;

/** Files that an archive is made of. */
export interface FoundFiles {
  /** In path order; `-` is standard input. */
  readonly files: readonly string[];
  /** Folders and files that cannot be read, with the reason. */
  readonly skipped: readonly { path: string; reason: string }[];
  /** Files in folders whose names are not those of an archive. */
  readonly ignored: number;
}

/** Lists the files at the paths, folders with all that is in them. A file named by the user counts whatever its name. */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const found = { files: [] as string[], skipped: [] as { path: string; reason: string }[], ignored: 0 };
  const visited = new Set<string>();

  async function visit(path: string, named: boolean): Promise<void> {
    const info = await stat(path);
    if (info.isDirectory()) return visitFolder(path);
    if (named || (info.isFile() && archiveName.test(path))) found.files.push(path);
    else found.ignored++;
  }

  async function visitFolder(path: string): Promise<void> {
    const real = await realpath(path);
    if (visited.has(real)) return;
    visited.add(real);
    const names = await readdir(path);
    for (const name of names.sort()) await guarded(join(path, name), false);
  }

  async function guarded(path: string, named: boolean): Promise<void> {
    try {
      await visit(path, named);
    } catch (error) {
      const { code = 'unreadable' } = error as NodeJS.ErrnoException;
      found.skipped.push({ path, reason: code === 'ENOENT' ? 'no such file or folder' : code });
    }
  }

  for (const path of paths) {
    const before = found.files.length + found.skipped.length;
    if (path === '-') found.files.push(path);
    else await guarded(path, true);
    if (found.files.length + found.skipped.length === before) {
      found.skipped.push({ path, reason: 'holds no .json, .json.gz, .jsonl or .jsonl.gz file' });
    }
  }
  return found;
}
