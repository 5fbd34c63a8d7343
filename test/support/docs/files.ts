import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders that tools make; with `shared` beside the repository nothing here has to do. */
const made = /^(?:node_modules|dist|coverage|reports|\.git|\.aws-sam|\.stryker-tmp|\.venv(?:-\w+)?)$/;

/** Paths of the repository's own files whose names match, from its root, in order. */
export async function filesNamed(pattern: RegExp, folder = '.'): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return made.test(entry.name) ? [] : filesNamed(pattern, path);
    return entry.isFile() && pattern.test(entry.name) ? [path] : [];
  });
  return (await Promise.all(found)).flat().sort();
}
