import { openPackage } from '../shared/archive/open-package.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { ExportPackage } from '../shared/informatica/export-package.ts';
import type { PackageFiles } from '../shared/informatica/package-files.ts';
import { readPackage } from '../shared/informatica/read-package.ts';

/** Reads the export package at a path; `undefined` where it is none, which is added to the troubles. */
export async function packageAt(path: string, troubles: string[]): Promise<ExportPackage | undefined> {
  try {
    const found = await withPackage(path, readPackage);
    troubles.push(...found.troubles.map((trouble) => `${path}: ${trouble}`));
    if (found.tasks.length === 0) troubles.push(`${path}: holds no mapping task`);
    return found;
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    troubles.push(`${path}: ${error.message}`);
    return undefined;
  }
}

/** Reads something out of the package at a path, and closes it. Throws UnreadableFileError. */
export async function withPackage<T>(path: string, read: (files: PackageFiles) => Promise<T>): Promise<T> {
  const files = await openPackage(path);
  try {
    return await read(files);
  } finally {
    await files.close();
  }
}
