import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { zipOf } from '../archive/zip-writer.ts';

/** The files of a package by their paths; a zip within has files of its own. */
export type PackageContent = Readonly<Record<string, FileContent | Readonly<Record<string, FileContent>>>>;
/** Text and bytes as they are. */
type FileContent = string | Buffer;

/** A package as a zip archive. */
export function zipped(content: PackageContent): Buffer {
  return zipOf(
    Object.entries(content).map(([path, file]) =>
      isFile(file)
        ? { path, bytes: Buffer.from(file), method: path.endsWith('.zip') ? 0 : 8 }
        : { path, bytes: zipped(file), method: 0 },
    ),
  );
}

/** Writes a package into a folder, each zip within as a folder that is named like it. */
export async function expanded(content: PackageContent, folder: string): Promise<string> {
  for (const [path, file] of Object.entries(content)) {
    const target = join(folder, path);
    if (!isFile(file)) await expanded(file, target);
    else {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, file);
    }
  }
  return folder;
}

function isFile(content: PackageContent[string]): content is FileContent {
  return typeof content === 'string' || Buffer.isBuffer(content);
}
