import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileTree, type ReadEntry, treeOf } from './file-tree.ts';
import { openZip } from './open-zip.ts';
import type { PackageBudget } from './package-budget.ts';
import { unreadable } from './read-file.ts';
import { UnreadableFileError } from './unreadable-file.ts';

/**
 * Opens a folder in which a zip archive is expanded, the zips within it too or not. Files whose names begin with a dot are
 * those of a version control and are left out; links are followed nowhere. Throws {@link UnreadableFileError}.
 */
export async function openFolder(path: string, budget: PackageBudget): Promise<FileTree> {
  const entries = new Map<string, ReadEntry>();
  await list(path, '', entries, budget);
  return treeOf(entries, (bytes) => openZip(bytes, budget));
}

async function list(
  root: string,
  folder: string,
  entries: Map<string, ReadEntry>,
  budget: PackageBudget,
): Promise<void> {
  const found = await namesIn(join(root, folder));
  for (const entry of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = folder + entry.name;
    if (entry.isDirectory()) await list(root, `${path}/`, entries, budget);
    else entries.set(path, await fileReader(join(root, path), entry, budget));
  }
}

async function namesIn(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable(error);
  }
}

async function fileReader(path: string, entry: Dirent, budget: PackageBudget): Promise<ReadEntry> {
  if (!entry.isFile()) return () => refuse(entry.isSymbolicLink() ? 'is a link' : 'is no file');
  const size = await stat(path).then((info) => info.size, unreadable);
  if (size instanceof UnreadableFileError) return () => refuse(size.message);
  budget.addFile(size);
  return () => {
    budget.checkFile(size, size);
    return readFile(path).catch((error: unknown) => {
      throw unreadable(error);
    });
  };
}

function refuse(reason: string): never {
  throw new UnreadableFileError(reason);
}
