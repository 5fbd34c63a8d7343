import { open, stat } from 'node:fs/promises';
import { bytesOfFile } from './byte-source.ts';
import type { FileTree } from './file-tree.ts';
import { openFolder } from './open-folder.ts';
import { openZipOf } from './open-zip.ts';
import { PackageBudget } from './package-budget.ts';
import { unreadable } from './read-file.ts';

/** A zip archive or expanded folder that is open: of a zip one file, until it is closed. */
export interface OpenPackage extends FileTree {
  readonly close: () => Promise<void>;
}

/** The first bytes of a zip archive, of an empty one, and of one that is split. */
const signatures: readonly string[] = ['PK\u0003\u0004', 'PK\u0005\u0006', 'PK\u0007\u0008'];

/** Whether a path is that of a folder or of a zip archive, by its first bytes. Of one that cannot be read neither is known. */
export async function isPackage(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile() !== true) return info?.isDirectory() === true;
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return false;
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0).finally(() => file.close());
  return signatures.includes(buffer.toString('latin1'));
}

/**
 * Opens an export package, a zip archive or a folder in which it is expanded. Nothing of it is held in memory but its
 * directory. Throws {@link UnreadableFileError}.
 */
export async function openPackage(path: string, budget = new PackageBudget()): Promise<OpenPackage> {
  const info = await reading(stat(path));
  if (info.isDirectory()) return { ...(await openFolder(path, budget)), close: async () => undefined };
  const file = await reading(open(path));
  try {
    const tree = await openZipOf(bytesOfFile(file.fd, info.size), budget);
    return { ...tree, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function reading<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw unreadable(error);
  }
}
