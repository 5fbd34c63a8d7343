import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { openZip } from '../../../shared/archive/open-zip.ts';

/** What {@link contentsOf} finds. */
type Contents = Readonly<Record<string, string>>;

/** The paths at which two folders differ. */
export function differencesOf(one: Contents, other: Contents): string[] {
  return Object.keys({ ...one, ...other }).filter((path) => one[path] !== other[path]);
}

/** The files of a folder, and those within its archives, by their paths → the digests of their bytes, and modes there. */
export async function contentsOf(folder: string): Promise<Contents> {
  const names = (await readdir(folder)).sort();
  const found: Record<string, string> = {};
  for (const name of names) await add(found, name, await readFile(join(folder, name)));
  return found;
}

async function add(found: Record<string, string>, path: string, bytes: Buffer): Promise<void> {
  found[path] = createHash('sha256').update(bytes).digest('hex');
  if (path.endsWith('.zip')) await addZip(found, path, bytes);
  if (path.endsWith('.tgz')) await addTarball(found, path, bytes);
}

async function addZip(found: Record<string, string>, path: string, bytes: Buffer): Promise<void> {
  const tree = await openZip(bytes);
  for (const name of tree.paths) await add(found, `${path}/${name}`, Buffer.from(await tree.read(name)));
}

async function addTarball(found: Record<string, string>, path: string, bytes: Buffer): Promise<void> {
  const entries = extract();
  entries.end(gunzipSync(bytes));
  for await (const entry of entries) {
    const name = `${path}/${entry.header.name}`;
    await add(found, name, await buffer(entry));
    found[name] += ` ${entry.header.mode?.toString(8)}`;
  }
}
