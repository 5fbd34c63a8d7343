import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { filesNamed } from '../support/docs/files.ts';

const page = await readFile('docs/house.md', 'utf8');

it('docs/house.md names functions that there are', async () => {
  const sources = (await filesNamed(/\.ts$/, 'shared')).filter((path) => !path.includes('.generated.'));
  const code = (await Promise.all(sources.map((path) => readFile(path, 'utf8')))).join('\n');
  const named = new Set(page.match(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g));
  expect(named.size).toBeGreaterThan(5);
  expect([...named].filter((name) => !code.includes(`export function ${name}(`))).toEqual([]);
});
