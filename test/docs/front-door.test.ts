import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { linksIn } from '../support/docs/markdown.ts';

const readme = await readFile('README.md', 'utf8');

it('README is short: at most 10 KB', () => {
  expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(10_000);
});

it('README leads to every page in docs', async () => {
  const pages = (await readdir('docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  expect(linksIn(readme)).toEqual(expect.arrayContaining(pages));
});

it('CHANGELOG begins with what is unreleased, and has this version', async () => {
  const headings = (await readFile('CHANGELOG.md', 'utf8')).match(/^## .+$/gm);
  expect(headings?.[0]).toBe('## [Unreleased]');
  expect(headings).toContainEqual(
    expect.stringMatching(new RegExp(`^## \\[${packageJson.version}\\] - \\d{4}-\\d{2}-\\d{2}$`)),
  );
});
