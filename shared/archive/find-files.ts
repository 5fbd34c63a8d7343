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
  /** Folders by their real path, with how many archive files they hold: a folder is listed once, links lead back. */
  const visited = new Map<string, number>();

  async function visit(path: string, named: boolean): Promise<number> {
    const info = await stat(path);
    if (info.isDirectory()) return visitFolder(path);
    if (named || (info.isFile() && archiveName.test(path))) {
      found.files.push(path);
      return 1;
    }
    found.ignored++;
    return 0;
  }

  async function visitFolder(path: string): Promise<number> {
    const real = await realpath(path);
    const known = visited.get(real);
    if (known !== undefined) return known;
    visited.set(real, 0);
    const names = await readdir(path);
    let held = 0;
    for (const name of names.sort()) held += await guarded(join(path, name), false);
    visited.set(real, held);
    return held;
  }

  async function guarded(path: string, named: boolean): Promise<number> {
    try {
      return await visit(path, named);
    } catch (error) {
      const { code = 'unreadable' } = error as NodeJS.ErrnoException;
      found.skipped.push({ path, reason: code === 'ENOENT' ? 'no such file or folder' : code });
      return 1;
    }
  }

  for (const path of paths) {
    const held = path === '-' ? found.files.push(path) : await guarded(path, true);
    if (held === 0)
      found.skipped.push({ path, reason: 'holds no .json, .json.gz, .jsonl or .jsonl.gz file' });
  }
  return found;
}
