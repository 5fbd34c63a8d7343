import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesNamed } from '../support/docs/files.ts';
import { headingsIn } from '../support/docs/markdown.ts';

const document = /(?<![\w./{}$-])[\w-][\w./-]*\.md\b/g;
const section = /(?<![\w./{}$-])([\w-][\w./-]*\.md)(?:, | \()"([^"\n]+)"/g;
/** What stands in back-ticks in a page and begins like a path of this repository; with a blank, `<` or `…` it is none. */
const path = /`((?:\.ci|\.vscode|bench|cli|docs|events|functions|shared|test|tools)\/[\w./-]*)`/g;
const files = await filesNamed(/\.(?:ts|js|cjs|mjs|json|jsonc|ya?ml|py|sh|md)$|^run$/);
// A decision keeps the names of its day.
const pages = (await filesNamed(/\.md$/)).filter((page) => !page.startsWith('docs/decisions/'));

/** Documents that a text names, but that are neither at that path from the repository's root nor from the file's folder. */
function missingIn(text: string, file: string): string[] {
  const named = new Set(text.match(document));
  return [...named].filter((name) => whereIs(name, file) === undefined);
}

function whereIs(name: string, file: string): string | undefined {
  return [name, join(dirname(file), name)].find((candidate) => existsSync(candidate));
}

/** Sections that a text names, `docs/access.md, "What is counted"`, but that are no headings of that document. */
async function missingSectionsIn(text: string, file: string): Promise<string[]> {
  const named = [...text.matchAll(section)].map(async ([whole, name = '', heading = '']) => {
    const found = whereIs(name, file);
    const headings = found === undefined ? [] : headingsIn(await readFile(found, 'utf8'));
    return headings.includes(heading) ? [] : [whole];
  });
  return (await Promise.all(named)).flat();
}

it.each(files)('%s names documents and sections that there are', async (file) => {
  const text = await readFile(file, 'utf8');
  expect([...missingIn(text, file), ...(await missingSectionsIn(text, file))]).toEqual([]);
});

it.each(pages)('%s names files that there are', async (page) => {
  const named = (await readFile(page, 'utf8')).matchAll(path);
  expect([...named].flatMap(([, name = '']) => (existsSync(name) ? [] : [name]))).toEqual([]);
});

describe('the reading of names', () => {
  // Put together, or this very file would name a document that there is none of.
  const [guide, access] = ['guide', 'access'].map((name) => [name, 'md'].join('.'));

  it.each([
    [`(${guide}, "Words")`, [guide]],
    [`see docs/${guide}.`, [`docs/${guide}`]],
    [`https://example.com/${guide} and \${base}${guide}`, []],
    [`see README.md and ${access}`, []],
  ])('%s', (text, missing) => {
    expect(missingIn(text, 'docs/deploy.md')).toEqual(missing);
  });

  it('knows sections by their headings', async () => {
    const [known, unknown] = ['What is counted', 'What is not'].map((name) => `docs/${access}, "${name}"`);
    expect(await missingSectionsIn(`${known} and ${unknown}`, 'cli/main.ts')).toEqual([unknown]);
  });
});
