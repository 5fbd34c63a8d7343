import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes generated files, path → text, where they differ from what is on disk. With `--check` on the command line it
 * writes nothing, names those that differ and makes the process fail.
 */
export async function putGenerated(files: ReadonlyMap<string, string>): Promise<void> {
  const stale: string[] = [];
  for (const [path, text] of files) {
    if ((await textOf(path)) !== text) stale.push(path);
  }
  if (stale.length === 0) return;
  if (process.argv.includes('--check')) {
    process.stderr.write(`not up to date (run \`npm run generate\`): ${stale.join(', ')}\n`);
    process.exitCode = 1;
    return;
  }
  for (const path of stale) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, files.get(path) ?? '');
  }
}

/** The text of a file; `undefined` where there is none. */
export async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
