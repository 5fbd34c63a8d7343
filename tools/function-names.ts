import { readdir } from 'node:fs/promises';

/** The folders in `functions/`, one for each function, in the order of their names. */
export async function functionNames(): Promise<string[]> {
  const entries = await readdir('functions', { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
